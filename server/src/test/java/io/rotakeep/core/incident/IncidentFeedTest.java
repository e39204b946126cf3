package io.rotakeep.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.incident.IncidentFeed.Changes;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IncidentFeedTest {
  private static final int REMEMBERED = 4096;

  private final IncidentFeed feed = new IncidentFeed();

  @Test
  void tellsEachIncidentOnceHoweverOftenItChanged() throws InterruptedException {
    long start = feed.position();
    feed.changed(id(1));
    feed.changed(id(2));
    feed.changed(id(1));

    Changes all = since(start);
    Changes rest = since(start + 1);

    assertThat(all.ids()).containsExactly(id(1), id(2));
    assertThat(rest.ids()).containsExactly(id(2), id(1));
    assertThat(all.next()).isEqualTo(3).isEqualTo(feed.position());
  }

  @Test
  void tellsNothingWhenPatienceEnds() throws InterruptedException {
    feed.changed(id(1));

    Changes none = feed.since(1, Duration.ofMillis(1)).orElseThrow();

    assertThat(none.ids()).isEmpty();
    assertThat(none.next()).isEqualTo(1);
  }

  @Test
  void wakesThoseWhoWait() throws Exception {
    CompletableFuture<Changes> heard = new CompletableFuture<>();
    Thread watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    heard.complete(feed.since(0, Duration.ofDays(2)).orElseThrow());
                  } catch (InterruptedException e) {
                    heard.completeExceptionally(e);
                  }
                });

    feed.changed(id(1));

    assertThat(heard.get(10, TimeUnit.SECONDS).ids()).containsExactly(id(1));
    watcher.join();
  }

  @Test
  void whoFellBehindStartsAnew() throws InterruptedException {
    for (int i = 0; i <= REMEMBERED; i++) {
      feed.changed(id(i));
    }

    assertThat(feed.since(0, Duration.ZERO)).isEmpty();
    assertThat(since(1).ids()).hasSize(REMEMBERED).startsWith(id(1));
  }

  @Test
  void placesThatNeverWereStartAnew() throws InterruptedException {
    feed.changed(id(1));

    assertThat(feed.since(-1, Duration.ZERO)).isEmpty();
    assertThat(feed.since(2, Duration.ZERO)).isEmpty();
  }

  private Changes since(long position) throws InterruptedException {
    return feed.since(position, Duration.ZERO).orElseThrow();
  }

  private static IncidentId id(int number) {
    return IncidentId.of(new UUID(number, 0));
  }
}
