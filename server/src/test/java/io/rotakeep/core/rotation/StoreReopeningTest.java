package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A database that failed in use and comes back as its disk had it. */
final class StoreReopeningTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final Change CHANGE = new Change.ProviderDeleted(new ProviderName("other"), 1);

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);

  @Test
  void touchesNothingWhileTheDatabaseWorks() {
    ReturnedStore store = new ReturnedStore(daemon.stores);
    store.failed = false;
    long last = daemon.log.position().last();

    assertThat(reopening(store, daemon.log).run()).isFalse();

    assertThat(store.reopened).isZero();
    assertThat(daemon.log.position().last()).isEqualTo(last);
  }

  @Test
  void hasAgainDurablyWhatItHadCommittedAndLost() {
    daemon.refresh();
    Connection newest = daemon.row();
    ReturnedStore store = failed();
    assertThat(store.stores.connections().find(TestDaemon.ID)).isEmpty();

    assertThat(reopening(store, daemon.log).run()).isTrue();

    assertThat(store.failed).isFalse();
    assertThat(store.stores.connections().find(TestDaemon.ID)).contains(newest);
    assertThat(store.stores.forced(TestDaemon.ID)).contains(newest);
  }

  @Test
  void hasAgainWhatTheJournalRefused() {
    daemon.log.refuseNext();
    assertThatThrownBy(this::label).isInstanceOf(JournalUnavailableException.class);
    ReturnedStore store = failed();

    reopening(store, daemon.log).run();

    assertThat(store.stores.forced(TestDaemon.ID).orElseThrow().labels())
        .containsEntry("team", "crm");
  }

  @Test
  void tellsTheLogWhichChangesItHasAgain() {
    List<String> lines;
    try (var told = new LogOf(Level.WARN, StoreReopening.class)) {
      reopening(failed(), daemon.log).run();
      lines = told.lines();
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .endsWith("has changes 1 to " + daemon.log.position().last() + " again");
  }

  @Test
  void refusesADatabaseThatCameBackEmpty() {
    ReturnedStore store = new ReturnedStore(new InMemoryStores());

    assertStaysAway(store, daemon.log, StoreRefusedException.class, "came back empty");
  }

  @Test
  void refusesTheDatabaseOfAnotherStore() {
    InMemoryStores foreign = new InMemoryStores();
    UUID other = new UUID(1, 2);
    foreign.repair().initialize(other);

    assertStaysAway(
        new ReturnedStore(foreign),
        daemon.log,
        StoreRefusedException.class,
        "the database belongs to store " + other);
  }

  @Test
  void refusesADatabaseThatLacksWhatTheJournalHasForgotten() {
    ReturnedStore store = failed();
    for (int frame = 0; frame < 2 * FaultyWriteAheadLog.FRAMES_PER_SEGMENT; frame++) {
      daemon.journal.keep(CHANGE);
    }
    daemon.log.trim(daemon.log.position().last());

    assertStaysAway(store, daemon.log, StoreRefusedException.class, "but the journal begins at");
    assertThat(store.stores.connections().find(TestDaemon.ID)).isEmpty();
  }

  /** What was read may lack the newest rows, which somebody has been told of. */
  @Test
  void staysAwayWhileTheJournalCannotBeReadToItsEnd() {
    ReturnedStore store = failed();

    assertStaysAway(
        store,
        new WornLog(daemon.log),
        JournalUnavailableException.class,
        "the journal was read up to");

    assertThat(reopening(store, daemon.log).run()).isTrue();
  }

  @Test
  void isDistrustedAgainIfTheDatabaseLostThat() {
    InMemoryStores trusting = daemon.stores.copy();
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon distrusted = daemon.reopen(false);
    ReturnedStore store = new ReturnedStore(trusting);

    new StoreReopening(store, distrusted.log, distrusted.journal).run();

    assertThat(distrusted.opened.distrusted()).isNotNull();
    assertThat(distrustOf(trusting)).isEqualTo(distrusted.opened.distrusted());
  }

  /** A trust that was announced counts once the database has it. */
  @Test
  void staysDistrustedIfOnlyTheDatabaseSaysSo() {
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon distrusted = daemon.reopen(false);
    distrusted.journal.announceTrust();
    InMemoryStores disk = distrusted.stores.crash(true);

    new StoreReopening(new ReturnedStore(disk), distrusted.log, distrusted.journal).run();

    assertThat(distrusted.opened.distrusted()).isNotNull();
    assertThat(distrustOf(disk)).isEqualTo(distrusted.opened.distrusted());
  }

  private StoreReopening reopening(FailedStore store, WriteAheadLog log) {
    return new StoreReopening(store, log, daemon.journal);
  }

  /** What was not forced is gone. */
  private ReturnedStore failed() {
    return new ReturnedStore(daemon.stores.crash(true));
  }

  private void assertStaysAway(
      ReturnedStore store, WriteAheadLog log, Class<?> refusal, String because) {
    assertThatThrownBy(reopening(store, log)::run)
        .isInstanceOf(refusal)
        .hasMessageContaining(because);
    assertThat(store.failed).isTrue();
  }

  private void label() {
    Connection before = daemon.row();
    Connection after = daemon.secrets.relabelled(before, Map.of("team", "crm")).nextRevision();
    var _ =
        daemon.locks.<Boolean>whileHolding(
            TestDaemon.ID, lock -> daemon.connections().replace(lock, before, after));
  }

  private static @Nullable Instant distrustOf(InMemoryStores stores) {
    return stores.repair().mark().orElseThrow().distrusted();
  }

  /** Is in use again once its repair has returned. */
  private static final class ReturnedStore implements FailedStore {
    private final InMemoryStores stores;
    private boolean failed = true;
    private int reopened;

    private ReturnedStore(InMemoryStores stores) {
      this.stores = stores;
    }

    @Override
    public Condition condition() {
      return failed ? new Condition.Refusing("it failed") : new Condition.Sound();
    }

    @Override
    public boolean hasFailed() {
      return failed;
    }

    @Override
    public void reopen(Consumer<StoreRepair> repair) {
      reopened++;
      repair.accept(stores.repair());
      failed = false;
    }
  }

  /** Its newest frame cannot be read. */
  private record WornLog(WriteAheadLog log) implements WriteAheadLog {
    @Override
    public long appendDurably(byte[] frame) {
      return log.appendDurably(frame);
    }

    @Override
    public long append(byte[] frame) {
      return log.append(frame);
    }

    @Override
    public void replay(long after, FrameReader reader) {
      long last = log.position().last();
      log.replay(
          after,
          (sequence, frame) -> {
            if (sequence < last) {
              reader.frame(sequence, frame);
            }
          });
    }

    @Override
    public void trim(long through) {
      log.trim(through);
    }

    @Override
    public WalPosition position() {
      return log.position();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
