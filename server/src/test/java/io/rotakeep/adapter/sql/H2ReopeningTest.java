package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.DurablePart.Condition;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.StoreOpening;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.StoreReopening;
import io.rotakeep.core.rotation.StoredChanges;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that loses its file while it is in use. */
final class H2ReopeningTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");

  @TempDir Path directory;

  private final MemoryWitness witness = new MemoryWitness();
  private final FaultyWriteAheadLog log = new FaultyWriteAheadLog(STORE, witness);
  private final RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
  private Database database = new Database(Engine.H2, HikariDataSource::new);
  private SqlStores stores = new SqlStores(database, null);

  @BeforeEach
  void open() {
    database = new Database(Engine.H2, new H2File(directory, "rows")::open);
    stores = new SqlStores(database, null);
    var _ = new StoreOpening(log, witness, stores.repair(), InstantSource.system()).open();
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void hasAgainWhatItHadCommittedAndLost() {
    ProviderStore providers = StoredChanges.providers(stores.providers(), journal);
    // What H2 has written after a fifth of a second, chance decides; this it has not.
    journal.keep(new Change.ProviderWritten(Samples.provider("acme", 1)));
    failInUse();

    assertThatThrownBy(providers::list).isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.failure().condition()).isInstanceOf(Condition.Refusing.class);
    reopen();

    assertThat(providers.list()).containsExactly(Samples.provider("acme", 1));
    assertThat(stores.failure().condition()).isEqualTo(new Condition.Sound());
    assertThat(reopening().run()).isFalse();
  }

  @Test
  void hasAgainWhatTheJournalRefused() {
    Connection row = Samples.active("acme/one");
    ConnectionStore connections = StoredChanges.connections(stores.connections(), journal);
    log.refuseNext();
    assertThatThrownBy(
            () ->
                new ConnectionLocks().whileHolding(row.id(), lock -> connections.create(lock, row)))
        .isInstanceOf(JournalUnavailableException.class);
    failInUse();

    reopen();

    assertThat(stores.connections().find(row.id())).contains(row);
  }

  @Test
  void staysAwayIfTheJournalHasForgottenWhatItLost() {
    ProviderStore providers = StoredChanges.providers(stores.providers(), journal);
    for (int name = 1; name <= 2 * FaultyWriteAheadLog.FRAMES_PER_SEGMENT; name++) {
      providers.write(Samples.provider("acme-" + name, 1));
    }
    log.trim(2 * FaultyWriteAheadLog.FRAMES_PER_SEGMENT);
    failInUse();

    assertThatThrownBy(reopening()::run).isInstanceOf(StoreRefusedException.class);

    assertThat(stores.failure().hasFailed()).isTrue();
    assertThatThrownBy(providers::list).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void showsItselfToNobodyButTheRepair() {
    failInUse();
    AtomicInteger refusals = new AtomicInteger();

    stores
        .failure()
        .reopen(
            repair -> {
              assertThat(repair.mark()).isPresent();
              assertThatThrownBy(() -> stores.providers().list())
                  .isInstanceOf(StoreUnavailableException.class);
              refusals.incrementAndGet();
            });

    assertThat(refusals).hasValue(1);
    assertThat(stores.providers().list()).isEmpty();
  }

  @Test
  void waitsForAChangeWhoseFrameIsStillToCome() throws InterruptedException {
    Provider acme = Samples.provider("acme", 1);
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread changing =
        Thread.ofVirtual()
            .start(
                () ->
                    journal.together(
                        () -> {
                          stores.providers().write(acme);
                          begun.countDown();
                          awaitQuietly(failed);
                          journal.keep(new Change.ProviderWritten(acme));
                          return acme;
                        }));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    failInUse();
    Thread repairing = Thread.ofVirtual().start(this::reopen);

    assertThat(repairing.join(Duration.ofMillis(200))).isFalse();
    failed.countDown();
    repairing.join();
    changing.join();

    assertThat(stores.providers().list()).containsExactly(acme);
  }

  /** Tried again, as the daemon does: the pool that lets go may have opened the file once more. */
  private void reopen() {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsMatching(H2ReopeningTest::isInUse)
        .until(() -> reopening().run() && !stores.failure().hasFailed());
  }

  private static boolean isInUse(Throwable failure) {
    return failure instanceof StoreRefusedException refused
        && String.valueOf(refused.getMessage()).contains("is in use");
  }

  private StoreReopening reopening() {
    return new StoreReopening(stores.failure(), log, journal);
  }

  /** As H2 ends by itself after an error of its disk: what it has not written is gone. */
  private void failInUse() {
    assertThatThrownBy(() -> database.read(sql -> sql.run("SHUTDOWN IMMEDIATELY")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.failure().hasFailed()).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
