package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredChangesTest {
  @Test
  void keepWhatTheJournalRefusedBeforeTellingThatItIsThere() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
    ConnectionStore connections = daemon.connections();
    daemon.log.refuseNext();

    assertThatThrownBy(() -> label(daemon, connections))
        .isInstanceOf(JournalUnavailableException.class);
    assertThat(connections.find(TestDaemon.ID).orElseThrow().labels()).containsEntry("team", "crm");
    TestDaemon next = daemon.restart(true);

    assertThat(next.row().labels()).containsEntry("team", "crm");
  }

  private static void label(TestDaemon daemon, ConnectionStore connections) {
    Connection before = daemon.row();
    Connection after = before.withLabels(Map.of("team", "crm")).nextRevision();
    var _ =
        daemon.locks.<Boolean>whileHolding(
            TestDaemon.ID, lock -> connections.replace(lock, before, after));
  }
}
