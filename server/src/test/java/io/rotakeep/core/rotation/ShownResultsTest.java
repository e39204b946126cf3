package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Samples;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether a row shows what became of an attempt, so that it is not settled twice. */
class ShownResultsTest {
  private static final UUID ATTEMPT = new UUID(1, 2);
  private static final Connection ROW = Samples.active("acme/one");

  @Test
  void theNextGenerationShowsIt() {
    assertThat(ShownResults.shows(Samples.rotated(ROW), attempt())).isTrue();
  }

  @Test
  void anActiveRowOfTheSameGenerationDoesNotWhateverItsRevision() {
    assertThat(ShownResults.shows(ROW, attempt())).isFalse();
    assertThat(ShownResults.shows(ROW.nextRevision(), attempt())).isFalse();
  }

  @Test
  void aDoubtShowsTheAttemptItIsOfAndNoOther() {
    assertThat(ShownResults.shows(in(doubtOf(ATTEMPT)), attempt())).isTrue();
    assertThat(ShownResults.shows(in(doubtOf(new UUID(3, 4))), attempt())).isFalse();
  }

  @Test
  void aStateThatAPersonMustEndShowsIt() {
    assertThat(
            ShownResults.shows(
                in(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE)), attempt()))
        .isTrue();
    assertThat(ShownResults.shows(in(new ConnectionState.Revoked(Reason.OPERATOR)), attempt()))
        .isTrue();
  }

  private static ConnectionState doubtOf(UUID attempt) {
    return new ConnectionState.InDoubt(attempt, Samples.NOW, 1, false);
  }

  private static Connection in(ConnectionState state) {
    return ROW.withState(state, Samples.NOW);
  }

  private static Attempt attempt() {
    return Attempt.of(ATTEMPT, Attempt.Kind.REFRESH, ROW, Samples.NOW);
  }
}
