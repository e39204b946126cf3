package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What people are shown of a connection's last refreshes. */
class RecentRefreshesTest {
  private static final ConnectionId ID = new ConnectionId("acme/one");
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final RecentRefreshes recent = new RecentRefreshes(new MapCache<>(), NOW);

  @Test
  void areTheTwentyNewestTheNewestFirst() {
    for (int i = 1; i <= 21; i++) {
      recent.remember(ID, past("rotated", 200, i));
    }

    assertThat(recent.of(ID)).hasSize(20);
    assertThat(recent.of(ID).getFirst().generation()).isEqualTo(new Generation(21));
    assertThat(recent.of(ID).getLast().generation()).isEqualTo(new Generation(2));
    assertThat(recent.of(new ConnectionId("acme/two"))).isEmpty();
    assertThat(recent.since()).isEqualTo(NOW);
  }

  /** Only what a server can have looked at may be a use of ours. */
  @Test
  void reachTheServerUnlessNothingWasSentOrTheClientWasRefusedBefore() {
    assertThat(past("rotated", 200, 1).reachedTheServer()).isTrue();
    assertThat(past("in_doubt", 0, 1).reachedTheServer()).isTrue();
    assertThat(past(Settlement.NOT_SENT, 503, 1).reachedTheServer()).isTrue();
    assertThat(past(Settlement.NOT_SENT, 0, 1).reachedTheServer()).isFalse();
    assertThat(past(Settlement.CLIENT_FAULT, 401, 1).reachedTheServer()).isFalse();
  }

  private static PastRefresh past(String outcome, int status, long generation) {
    return new PastRefresh(NOW, outcome, new Generation(generation), status, null);
  }
}
