package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreOpeningTest {
  private static final UUID OTHER = UUID.fromString("99999999-0000-4000-8000-000000000001");
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final MutableClock clock = MutableClock.standing();
  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);

  @Test
  void repairsAnEmptyDatabaseFromAWholeJournal() {
    daemon.refresh();
    daemon.holds.place(
        TestDaemon.ID,
        epoch -> new Hold.QuarantinedHold(TestDaemon.ID, epoch, clock.instant(), Reason.OPERATOR));
    Connection before = daemon.row();

    InMemoryStores empty = new InMemoryStores();
    TestDaemon next = new TestDaemon(daemon.parts(), daemon.log.crash(), empty);

    assertThat(next.row()).isEqualTo(before);
    assertThat(next.stores.providers().list()).containsExactly(STRICT);
    assertThat(next.stores.holds().standing()).hasSize(1);
    assertThat(next.opened.distrusted()).isNull();
  }

  /** As an unsealing does that follows a sealing at once: a frame may wait in memory. */
  @Test
  void bringsWhatWaitsInMemoryIntoTheFilesBeforeItReadsThem() {
    rotate();
    var _ = daemon.log.append(JournalFrameImage.write(new JournalFrame.Checkpoint(1)));
    assertThat(daemon.log.unforced()).isPositive();

    StoreOpening.Opened again =
        new StoreOpening(daemon.log, daemon.witness, daemon.stores.repair(), clock).openAgain();

    assertThat(daemon.log.unforced()).isZero();
    assertThat(again.distrusted()).isNull();
    assertThat(again.unsettled()).isEmpty();
  }

  /** Who still writes moves the witness while the store is being opened beside them. */
  @Test
  void isNotItsOwnCloneWhenSomebodyWritesMeanwhile() {
    Witness moving =
        new Witness() {
          @Override
          public WitnessReading read() {
            var _ =
                daemon.log.appendDurably(JournalFrameImage.write(new JournalFrame.Checkpoint(1)));
            return daemon.witness.read();
          }

          @Override
          public void advance(UUID storeId, JournalPoint point) {
            daemon.witness.advance(storeId, point);
          }

          @Override
          public void close() {
            daemon.witness.close();
          }
        };

    StoreOpening.Opened opened =
        new StoreOpening(daemon.log, moving, daemon.stores.repair(), clock).open();

    assertThat(opened.distrusted()).isNull();
  }

  @Test
  void refusesAnEmptyDatabaseBesideATrimmedJournal() {
    for (int i = 0; i < 3; i++) {
      rotate();
    }
    checkpointAndTrim();

    FaultyWriteAheadLog log = daemon.log.crash();

    assertThat(log.position().firstRetained()).isGreaterThan(1);
    assertRefused(log, new InMemoryStores(), "the database is empty");
  }

  @Test
  void repairsADatabaseThatIsBehind() {
    rotate();
    checkpoint();
    rotate();
    rotate();
    String newest = daemon.refreshToken();

    TestDaemon next = daemon.restart(true);

    assertThat(next.refreshToken()).isEqualTo(newest);
    assertThat(next.row().generation().number()).isEqualTo(4);
  }

  @Test
  void refusesADatabaseThatIsBehindWhatTheJournalStillHas() {
    InMemoryStores old = daemon.stores.crash(false);
    old.repair().checkpoint(1);
    daemon.stores.goAway(false);
    for (int i = 0; i < 4; i++) {
      rotate();
    }
    checkpointAndTrim();

    assertRefused(daemon.log.crash(), old, "the database ends at change 1");
  }

  @Test
  void refusesADatabaseThatIsAheadOfItsJournal() {
    InMemoryStores ahead = daemon.stores.crash(false);
    ahead.repair().checkpoint(1_000);

    assertRefused(daemon.log.crash(), ahead, "the database has changes up to 1000");
  }

  @Test
  void refusesPartsOfDifferentStores() {
    InMemoryStores foreign = new InMemoryStores();
    foreign.repair().initialize(OTHER);
    assertRefused(daemon.log, foreign, "the database belongs to store " + OTHER);

    daemon.witness.set(new WitnessReading.At(OTHER, new JournalPoint(1, "")));
    assertRefused(daemon.log, daemon.stores, "the witness belongs to store " + OTHER);
  }

  @Test
  void refusesADamagedWitness() {
    daemon.witness.set(new WitnessReading.Damaged("both slots fail their check"));

    assertRefused(daemon.log, daemon.stores, "the witness is damaged (both slots");
  }

  @Test
  void distrustsAStoreWhoseWitnessIsMissingAndGoesOnDoingSo() {
    daemon.refresh();
    daemon.witness.set(new WitnessReading.Missing());

    TestDaemon next = daemon.reopen(true);
    TestDaemon later = next.reopen(true);

    assertThat(next.opened.distrusted()).isNotNull();
    assertThat(later.opened.distrusted()).isEqualTo(next.opened.distrusted());
    assertThat(later.state()).isEqualTo(new ConnectionState.Quarantined(Reason.STALE_STORE));
    later.refresh();
    assertThat(later.server.questions()).isEqualTo(1);
  }

  @Test
  void distrustsAStoreThatIsOlderThanItsWitness() {
    daemon.witness.set(new WitnessReading.At(TestDaemon.STORE, new JournalPoint(1_000, "")));

    StoreOpening.Opened opened = open(daemon.log, daemon.stores);

    assertThat(opened.distrusted()).isEqualTo(clock.instant());
  }

  @Test
  void distrustsAStoreWhoseWitnessHasSeenAnotherJournal() {
    daemon.refresh();
    daemon.witness.set(
        new WitnessReading.At(TestDaemon.STORE, new JournalPoint(1, "another journal")));

    TestDaemon next = daemon.reopen(false);

    assertThat(next.opened.distrusted()).isNotNull();
    assertThat(next.reopen(false).opened.distrusted()).isEqualTo(next.opened.distrusted());
  }

  @Test
  void beginsANewDistrustWhenADistrustedStoreIsRestoredOnceMore() {
    daemon.refresh();
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon first = daemon.reopen(false);
    daemon.witness.set(new WitnessReading.At(TestDaemon.STORE, new JournalPoint(1_000, "")));

    TestDaemon second = first.reopen(false);

    assertThat(second.opened.distrusted()).isAfter(first.opened.distrusted());
    assertThat(second.reopen(false).opened.distrusted()).isEqualTo(second.opened.distrusted());
  }

  @Test
  void takesUpTheNewestDistrustBesideADatabaseThatKnowsAnEarlierOne() {
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon first = daemon.reopen(false);
    InMemoryStores old = first.stores.copy();
    daemon.witness.set(new WitnessReading.At(TestDaemon.STORE, new JournalPoint(1_000, "")));
    TestDaemon second = first.reopen(false);

    TestDaemon put = new TestDaemon(second.parts(), second.log.crash(), old);

    assertThat(put.opened.distrusted()).isEqualTo(second.opened.distrusted());
    assertThat(put.reopen(true).opened.distrusted()).isEqualTo(second.opened.distrusted());
  }

  @Test
  void remembersTheDistrustWhenTheDatabaseIsLost() {
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon next = daemon.reopen(false);

    TestDaemon rebuilt = new TestDaemon(next.parts(), next.log.crash(), new InMemoryStores());

    assertThat(rebuilt.opened.distrusted()).isEqualTo(next.opened.distrusted());
    assertThat(rebuilt.reopen(true).opened.distrusted()).isEqualTo(next.opened.distrusted());
  }

  @Test
  void staysDistrustedUntilTheDatabaseHasTheTrust() {
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon next = daemon.reopen(false);
    next.journal.announceTrust();

    TestDaemon interrupted = next.reopen(false);
    interrupted.journal.announceTrust();
    interrupted.stores.repair().distrust(null);
    TestDaemon trusted = interrupted.reopen(true);

    assertThat(interrupted.opened.distrusted()).isEqualTo(next.opened.distrusted());
    assertThat(trusted.opened.distrusted()).isNull();
    assertThat(trusted.state()).isEqualTo(new ConnectionState.Active());
  }

  @Test
  void trustsANewStoreWithoutAWitness() {
    MemoryWitness witness = new MemoryWitness();
    FaultyWriteAheadLog log = new FaultyWriteAheadLog(OTHER, witness);
    witness.set(new WitnessReading.Missing());
    InMemoryStores stores = new InMemoryStores();

    StoreOpening.Opened opened = new StoreOpening(log, witness, stores.repair(), clock).open();

    assertThat(opened.distrusted()).isNull();
    assertThat(stores.repair().mark()).isPresent();
  }

  @Test
  void changesNothingBeforeItRefuses() {
    InMemoryStores empty = new InMemoryStores();
    daemon.witness.set(new WitnessReading.Damaged("torn"));

    assertRefused(daemon.log, empty, "damaged");

    assertThat(empty.repair().mark()).isEmpty();
  }

  @Test
  void opensAfterACheckpointWhoseLastFramesWereNotDurable() {
    rotate();
    Connection newest = daemon.row();
    checkpoint();

    TestDaemon next = daemon.reopen(false);

    assertThat(next.row()).isEqualTo(newest);
  }

  @Test
  void hasOnDiskWhatItShowsOnceItIsOpen() {
    rotate();

    TestDaemon next = daemon.reopen(true);

    assertThat(next.stores.forced(TestDaemon.ID)).contains(next.row());
  }

  @Test
  void opensADatabaseThatHasAllThatItsJournalHas() {
    daemon.journal.announceTrust();
    InMemoryStores whole = daemon.stores.crash(false);
    FaultyWriteAheadLog log = daemon.log.crash();
    whole.repair().checkpoint(log.position().last());

    StoreOpening.Opened opened =
        new StoreOpening(log, daemon.witness, whole.repair(), clock).open();

    assertThat(opened.unsettled()).isEmpty();
  }

  @Test
  void datesADistrustThatComesLaterByTheClock() {
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon first = daemon.reopen(false);
    Instant later = daemon.clock.advance(Duration.ofHours(1));
    daemon.witness.set(new WitnessReading.At(TestDaemon.STORE, new JournalPoint(1_000, "")));

    TestDaemon second = first.reopen(false);

    assertThat(second.opened.distrusted()).isEqualTo(later);
  }

  /** The frame that told of it is forgotten one day. */
  @Test
  void notesInTheDatabaseTheDistrustThatOnlyTheJournalKnew() {
    InMemoryStores trusting = daemon.stores.copy();
    daemon.witness.set(new WitnessReading.Missing());
    TestDaemon distrusted = daemon.reopen(false);

    new TestDaemon(distrusted.parts(), distrusted.log.crash(), trusting);

    assertThat(trusting.repair().mark().orElseThrow().distrusted())
        .isEqualTo(distrusted.opened.distrusted());
  }

  /** All services stop at once: whoever is called at night finds the reason in the log. */
  @Test
  void tellsTheLogWhyItDistrustsTheStore() {
    daemon.witness.set(new WitnessReading.Missing());
    List<String> lines;
    try (var told = new LogOf(Level.ERROR, StoreOpening.class)) {
      open(daemon.log, daemon.stores);
      lines = told.lines();
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .contains("restored or cloned", "its witness is missing", "quarantined");
  }

  /** Its disk was away for weeks: another journal would be another fault, with another mend. */
  @Test
  void tellsAWitnessThatWasSetBackFromAnotherJournals() {
    WitnessReading early = daemon.witness.read();
    for (int i = 0; i < 4; i++) {
      rotate();
    }
    checkpointAndTrim();
    daemon.witness.set(early);
    List<String> lines;
    TestDaemon next;
    try (var told = new LogOf(Level.ERROR, StoreOpening.class)) {
      next = daemon.reopen(false);
      lines = told.lines();
    }

    assertThat(next.opened.distrusted()).isNotNull();
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("is older than the oldest change of its journal", "may have been set back")
        .doesNotContain("not the one");
  }

  private void rotate() {
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private void checkpoint() {
    new Checkpointer(daemon.journal, daemon.stores.repair()).run();
  }

  /** The second checkpoint lets the journal forget what the first one reached. */
  private void checkpointAndTrim() {
    Checkpointer checkpointer = new Checkpointer(daemon.journal, daemon.stores.repair());
    checkpointer.run();
    rotate();
    checkpointer.run();
  }

  private StoreOpening.Opened open(FaultyWriteAheadLog log, InMemoryStores stores) {
    return new StoreOpening(log.crash(), daemon.witness, stores.repair(), clock).open();
  }

  private void assertRefused(FaultyWriteAheadLog log, InMemoryStores stores, String because) {
    assertThatThrownBy(() -> new StoreOpening(log, daemon.witness, stores.repair(), clock).open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(because);
  }
}
