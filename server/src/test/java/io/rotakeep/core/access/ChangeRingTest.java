package io.rotakeep.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.access.ChangeRing.Changes;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ChangeRingTest {
  private static final ConnectionId A = new ConnectionId("a");
  private static final ConnectionId B = new ConnectionId("b");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ChangeRing ring = new ChangeRing(3);

  @Test
  void tellsEachConnectionOnceInTheOrderOfItsFirstChange() throws Exception {
    ring.changed(B);
    ring.changed(A);
    ring.changed(B);

    Changes changes = ring.since(0, Duration.ZERO).orElseThrow();

    assertThat(changes.ids()).containsExactly(B, A);
    assertThat(changes.next()).isEqualTo(3).isEqualTo(ring.position());
  }

  @Test
  void tellsOnlyWhatCameSince() throws Exception {
    ring.changed(A);
    long position = ring.position();
    ring.changed(B);

    assertThat(ring.since(position, LONG).orElseThrow().ids()).containsExactly(B);
  }

  @Test
  void tellsNothingAfterItsPatience() throws Exception {
    assertThat(ring.since(0, Duration.ofMillis(1)).orElseThrow().ids()).isEmpty();
    assertThat(ring.since(0, Duration.ZERO).orElseThrow().next()).isZero();
  }

  @Test
  void wakesWhoeverWaits() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);

    try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Changes>> waiter =
          side.submit(
              () -> {
                waiting.countDown();
                return ring.since(0, LONG);
              });
      waiting.await();
      ring.changed(A);

      assertThat(waiter.get().orElseThrow().ids()).containsExactly(A);
    }
  }

  @Test
  void saysWhatItHasForgotten() throws Exception {
    for (int i = 0; i < 4; i++) {
      ring.changed(A);
    }

    assertThat(ring.since(0, Duration.ZERO)).isEmpty();
    assertThat(ring.since(1, Duration.ZERO)).isPresent();
  }

  @Test
  void knowsNothingOfAPositionThatIsStillToCome() throws Exception {
    assertThat(ring.since(1, Duration.ZERO)).isEmpty();
    assertThat(ring.since(-1, Duration.ZERO)).isEmpty();
  }
}
