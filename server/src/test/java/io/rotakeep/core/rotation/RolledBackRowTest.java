package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import org.junit.jupiter.api.Test;

/** Somebody puts an earlier row of a connection back, whole and ours as it is. */
class RolledBackRowTest {
  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));

  @Test
  void isQuarantinedAndItsTokenIsNotSent() {
    daemon.refresh();
    Connection earlier = daemon.row();
    daemon.outliveAccessToken();
    daemon.refresh();
    daemon.outliveAccessToken();
    int asked = daemon.server.questions();

    daemon.stores.putBack(earlier);
    RotationOutcome outcome = daemon.refresh();

    assertThat(outcome).isEqualTo(new RotationOutcome.Failed(new RefreshFailure.Integrity()));
    assertThat(daemon.server.questions()).isEqualTo(asked);
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Quarantined(Reason.INTEGRITY));
  }

  @Test
  void isTheSameWhenTheDaemonKeptTheNewerOneInAnotherProcess() {
    Connection earliest = daemon.row();
    daemon.refresh();
    daemon.outliveAccessToken();
    RowAge age = new RowAge(MemoryJournal.empty(), daemon.stores.lineage());

    daemon.stores.putBack(earliest);

    assertThatThrownBy(() -> age.check(daemon.row()))
        .isInstanceOf(IntegrityException.class)
        .hasMessage("connections of acme/one, generation 1, is older than what was there before");
  }
}
