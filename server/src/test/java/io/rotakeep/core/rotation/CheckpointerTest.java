package io.rotakeep.core.rotation;

import static io.rotakeep.core.connection.Samples.active;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.InMemoryStores;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointerTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private final FaultyWriteAheadLog log = new FaultyWriteAheadLog(STORE, new MemoryWitness());
  private final RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
  private final StoreRepair repair = new InMemoryStores().repair();
  private final Checkpointer checkpointer = new Checkpointer(journal, repair);

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

  private void keepChanges(int count) {
    for (int n = 0; n < count; n++) {
      journal.keep(new Change.ConnectionWritten(active("a")));
    }
  }

  private long appliedThrough() {
    return repair.mark().orElseThrow().appliedThrough();
  }
}
