package io.rotakeep.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.backup.StoreBackup.Asker;
import io.rotakeep.core.backup.StoreBackup.Result;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.Checkpointer;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.RecordingAudit;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.seal.SealStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a backup ends, the journal forgets again, and the next backup is taken. */
final class StoreBackupTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final Asker ASKER = new Asker("ops", "r-1");

  private final FaultyWriteAheadLog log = new FaultyWriteAheadLog(STORE, new MemoryWitness());
  private final RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
  private final StoreRepair repair = new InMemoryStores().repair();
  private final Checkpointer checkpointer = new Checkpointer(journal, repair);
  private final RecordingAudit audit = new RecordingAudit();

  private JournalFiles files =
      (_, _, taker) -> taker.segment(1 << 20, ByteBuffer.allocate(3 * Framing.BLOCK));
  private byte[] keys = {1};
  private boolean databaseFails;

  private final Marks marks = new Marks();
  private final LastBackup last = new LastBackup(marks);
  private final StoreBackup backup =
      new StoreBackup(
          new StoreBackup.Sources(
              new Keys(), Rows::new, (after, through, taker) -> files.copy(after, through, taker)),
          journal,
          new StoreBackup.Origin(STORE, "0.1.0", "a"),
          audit,
          last,
          InstantSource.system());

  @BeforeEach
  void begin() {
    repair.initialize(STORE);
    workOn();
  }

  @Test
  void keepsTheJournalUntilItIsTaken() {
    Result result = backup.take(ASKER, holding(_ -> true));

    assertThat(result).isInstanceOf(Result.Taken.class);
    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetOnceWhoeverTookItHasGone() {
    assertThat(backup.take(ASKER, holding(_ -> false))).isInstanceOf(Result.Left.class);

    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetOnceTheStreamHasFailed() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                backup.take(
                    ASKER,
                    holding(
                        _ -> {
                          throw new IllegalStateException("the connection was reset");
                        })));

    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetOnceTheDatabaseHasFailed() {
    databaseFails = true;

    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> backup.take(ASKER, _ -> true));

    databaseFails = false;
    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetOnceItsFilesCouldNotBeRead() {
    files =
        (_, _, _) -> {
          throw new JournalUnavailableException("input/output error");
        };

    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> backup.take(ASKER, _ -> true));

    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetOnceTheKeysHaveChanged() {
    BackupSink rotating =
        _ -> {
          keys = new byte[] {2};
          return true;
        };

    assertThat(backup.take(ASKER, rotating)).isInstanceOf(Result.KeysChanged.class);

    assertForgetsAgain();
  }

  @Test
  void letsTheJournalForgetThoughTheAuditTakesNothing() {
    BackupSink audited =
        _ -> {
          audit.refuse(AuditAction.STORE_BACKED_UP);
          return true;
        };

    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> backup.take(ASKER, audited));

    audit.acceptAll();
    assertForgetsAgain();
  }

  @Test
  void knowsTheLastThatIsWhole() {
    assertThat(last.when()).isEmpty();
    var _ = backup.take(ASKER, _ -> false);
    assertThat(last.when()).isEmpty();
    assertThat(backup.take(ASKER, new GoneAtTheEnd())).isInstanceOf(Result.Left.class);
    assertThat(last.when()).isEmpty();
    assertThat(audit.records().getLast().reason().word()).isEqualTo("CALLER_LEFT");

    var _ = backup.take(ASKER, _ -> true);

    assertThat(last.when()).isPresent();
    assertThat(new LastBackup(marks).when()).as("after a restart").isEqualTo(last.when());
  }

  @Test
  void isTakenThoughTheDatabaseCannotNoteIt() {
    marks.fail = true;

    assertThat(backup.take(ASKER, _ -> true)).isInstanceOf(Result.Taken.class);

    assertThat(last.when()).isPresent();
    assertThat(new LastBackup(marks).when()).isEmpty();
  }

  /** While bytes are taken the journal goes on, and nothing that comes now is forgotten. */
  private BackupSink holding(BackupSink next) {
    long before = log.position().last();
    return bytes -> {
      workOn();
      workOn();
      assertThat(log.position().firstRetained()).as("held").isLessThanOrEqualTo(before + 1);
      return next.write(bytes);
    };
  }

  private void assertForgetsAgain() {
    long ended = log.position().last();
    workOn();
    workOn();
    assertThat(log.position().firstRetained()).as("forgotten").isGreaterThan(ended);
    files = (_, _, taker) -> taker.segment(1 << 20, ByteBuffer.allocate(Framing.BLOCK));
    assertThat(backup.take(ASKER, _ -> true)).isInstanceOf(Result.Taken.class);
  }

  private void workOn() {
    for (int n = 0; n < 2 * FaultyWriteAheadLog.FRAMES_PER_SEGMENT; n++) {
      journal.keep(new Change.ConnectionWritten(Samples.active("a")));
    }
    checkpointer.run();
  }

  private static final class GoneAtTheEnd implements BackupSink {
    @Override
    public boolean write(byte[] bytes) {
      return true;
    }

    @Override
    public boolean end(StoreBackup.Receipt receipt) {
      return false;
    }
  }

  private final class Rows implements StoreRows.Reading {
    private final Deque<List<Change>> pages =
        new ArrayDeque<>(List.of(List.of(new Change.ConnectionWritten(Samples.active("a")))));

    @Override
    public List<Change> changes() {
      if (databaseFails) {
        throw new StoreUnavailableException("input/output error", new IllegalStateException());
      }
      List<Change> page = pages.poll();
      return page == null ? List.of() : page;
    }

    @Override
    public List<Ancestor> ancestors() {
      return List.of();
    }

    @Override
    public long leftOut() {
      return 0;
    }
  }

  private static final class Marks implements BackupMarks {
    private boolean fail;
    private Optional<Instant> noted = Optional.empty();

    @Override
    public Optional<Instant> find() {
      return noted;
    }

    @Override
    public void write(Instant taken) {
      if (fail) {
        throw new StoreUnavailableException("no room", new IllegalStateException());
      }
      noted = Optional.of(taken);
    }
  }

  private final class Keys implements SealStore {
    @Override
    public Optional<byte[]> load() {
      return Optional.of(keys.clone());
    }

    @Override
    public void forgetOlder() {}

    @Override
    public void save(byte[] blob) {
      throw new UnsupportedOperationException();
    }
  }
}
