package io.rotakeep.core.rotation;

import static io.rotakeep.core.connection.Samples.active;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointerTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private final FaultyWriteAheadLog log = new FaultyWriteAheadLog(STORE, new MemoryWitness());
  private final RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
  private final StoreRepair repair = new InMemoryStores().repair();
  private final Checkpointer checkpointer = new Checkpointer(journal, repair);

  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));

  @Test
  void keepsWhatADatabaseNeedsThatFallsBackByOneCheckpoint() {
    repair.initialize(STORE);
    keepChanges(20);
    checkpointer.run();
    long earlier = appliedThrough();
    keepChanges(20);

    checkpointer.run();

    assertThat(appliedThrough()).isGreaterThan(earlier);
    assertThat(log.position().firstRetained()).isBetween(2L, earlier + 1);
  }

  @Test
  void runsNoCheckpointPastAnOpenAttempt() {
    leaveAttemptOpen();

    new Checkpointer(daemon.journal, daemon.stores.repair()).run();
    TestDaemon next = daemon.reopen(true);

    assertThat(next.opened.unsettled()).hasSize(1);
    assertThat(next.opened.unsettled().getFirst().response()).isNotNull();
  }

  @Test
  void runsNoCheckpointPastAnAttemptThatAnEarlierProcessLeftOpen() {
    leaveAttemptOpen();
    TestDaemon sealed = daemon.reopen(false);
    for (int i = 0; i < 9; i++) {
      sealed.provide(next(sealed));
    }

    new Checkpointer(sealed.journal, sealed.stores.repair()).run();
    TestDaemon unsealed = sealed.reopen(true);
    unsealed.recover();

    assertThat(unsealed.refreshToken()).startsWith("rt-2");
    assertThat(unsealed.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void checkpointsOnlyWhenThereIsSomethingNew() {
    rotate();
    Checkpointer again = new Checkpointer(daemon.journal, daemon.stores.repair());

    again.run();
    long once = daemon.log.position().last();
    again.run();
    again.run();

    assertThat(daemon.log.position().last()).isEqualTo(once);
  }

  private void leaveAttemptOpen() {
    daemon.server.afterSending(() -> daemon.stores.goAway(true));
    daemon.refresh();
    daemon.server.afterSending(() -> {});
    daemon.stores.goAway(false);
    assertThat(daemon.journal.openAttempts()).hasSize(1);
  }

  private static Provider next(TestDaemon sealed) {
    return SampleProviders.nextRevision(sealed.stores.providers().list().getFirst());
  }

  private void rotate() {
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private void keepChanges(int count) {
    for (int n = 0; n < count; n++) {
      journal.keep(new Change.ConnectionWritten(active("a")));
    }
  }

  private long appliedThrough() {
    return repair.mark().orElseThrow().appliedThrough();
  }
}
