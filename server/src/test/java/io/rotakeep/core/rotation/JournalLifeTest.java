package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.seal.SealedException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JournalLifeTest {
  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));

  /** As a flight that waited for a lock, or for its sibling's turn, when the end began. */
  @Test
  void nothingIsSentOnceTheEndHasBegun() {
    daemon.refresh();
    Map<String, Integer> before = daemon.server.presentations();
    int intended = daemon.audit.records(AuditAction.ROTATION_INTENDED).size();

    daemon.journal.land();

    assertThat(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false)))
        .isEqualTo(new RotationOutcome.Failed(new RefreshFailure.Sealed()));
    assertThat(daemon.server.presentations()).isEqualTo(before);
    assertThat(daemon.audit.records(AuditAction.ROTATION_INTENDED)).hasSize(intended);
    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void whatWasSentBeforeIsAnsweredAndKept() {
    daemon.server.afterSending(daemon.journal::land);

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.restart(true).row().generation()).isEqualTo(new Generation(2));
  }

  @Test
  void nothingIsWrittenAfterTheEnd() {
    Connection row = daemon.row();
    Connection after = daemon.secrets.relabelled(row, Map.of("team", "crm")).nextRevision();
    long last = daemon.log.position().last();
    Checkpointer checkpointer = new Checkpointer(daemon.journal, daemon.stores.repair());

    daemon.journal.end();

    assertThatThrownBy(() -> replace(row, after)).isInstanceOf(SealedException.class);
    assertThatThrownBy(this::quarantine).isInstanceOf(SealedException.class);
    assertThatThrownBy(checkpointer::run).isInstanceOf(SealedException.class);
    assertThat(daemon.stores.connections().find(row.id())).contains(row);
    assertThat(daemon.stores.holds().standing()).isEmpty();
    assertThat(daemon.log.position().last()).isEqualTo(last);
  }

  @Test
  void aChangeUnderWayIsWholeBeforeTheEnd() throws InterruptedException {
    Connection row = daemon.row();
    Connection after = daemon.secrets.relabelled(row, Map.of("team", "crm")).nextRevision();
    AtomicReference<Thread> ending = new AtomicReference<>();
    daemon.stores.afterWrite(
        _ -> {
          ending.set(Thread.startVirtualThread(daemon.journal::end));
          await().until(() -> ending.get().getState() == Thread.State.TIMED_WAITING);
        });

    assertThat(replace(row, after)).isTrue();

    ending.get().join();
    assertThat(daemon.restart(true).row()).isEqualTo(after);
  }

  private boolean replace(Connection row, Connection after) {
    return daemon.locks.<Boolean>whileHolding(
        row.id(), lock -> daemon.connections().replace(lock, row, after));
  }

  private void quarantine() {
    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.QuarantinedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.OPERATOR));
  }
}
