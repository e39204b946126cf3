package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Suspicion;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A change is in the journal if, and only if, the database has it. */
class StoredChangesTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final Provider OTHER = Samples.provider("other", 1);
  private static final ConnectionId NEW = new ConnectionId("new");
  private static final Connection ROW = Samples.active(NEW.value());

  private static final ConnectionId HELD = new ConnectionId("held");
  private static final SignedHold QUARANTINED = Samples.signed(Samples.quarantined("lifted", 1));
  private static final SignedHold LIFTED =
      Samples.signed(new Hold.LiftedHold(new ConnectionId("lifted"), 2, Samples.NOW, null));

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final ConnectionStore connections = daemon.connections();
  private final ProviderStore providers =
      StoredChanges.providers(daemon.stores.providers(), daemon.journal);
  private final HoldStore holds = StoredChanges.holds(daemon.stores.holds(), daemon.journal);
  private final IncidentStore incidents =
      StoredChanges.incidents(daemon.stores.incidents(), daemon.journal);

  @Test
  void aNewConnectionOutlivesTheDatabase() {
    assertThat(create(ROW)).isTrue();

    TestDaemon next = daemon.restart(true);

    assertThat(next.stores.connections().find(NEW)).contains(ROW);
  }

  @Test
  void aDeletedConnectionStaysDeletedAndItsTombstoneIsThere() {
    Connection row = daemon.row();
    assertThat(delete(row)).isTrue();

    TestDaemon next = daemon.restart(true);

    assertThat(next.stores.connections().find(TestDaemon.ID)).isEmpty();
    assertThat(next.stores.lineage().findTombstone(TestDaemon.ID)).contains(tombstone(row));
  }

  @Test
  void whatTheDatabaseRefusesIsNotInTheJournal() {
    Connection stale = daemon.row();
    assertThat(label(stale, "crm")).isTrue();
    long last = daemon.log.position().last();

    assertThat(create(stale)).isFalse();
    assertThat(label(stale, "sales")).isFalse();
    assertThat(delete(stale)).isFalse();
    assertThat(providers.write(STRICT)).isFalse();
    assertThat(providers.delete(new ProviderName("unknown"))).isFalse();

    assertThat(daemon.log.position().last()).isEqualTo(last);
  }

  @Test
  void keepsWhatTheJournalRefusedBeforeTellingThatItIsThere() {
    labelUnkept();

    assertThat(connections.find(TestDaemon.ID).orElseThrow().labels()).containsEntry("team", "crm");

    assertLabelIsKept();
  }

  @Test
  void keepsWhatTheJournalRefusedBeforeItAnswersThatTheIdIsTaken() {
    daemon.log.refuseNext();
    assertThatThrownBy(() -> create(ROW)).isInstanceOf(JournalUnavailableException.class);

    assertThat(create(ROW)).isFalse();

    assertThat(daemon.restart(true).stores.connections().find(NEW)).contains(ROW);
  }

  @Test
  void keepsWhatTheJournalRefusedBeforeItAnswersThatTheRowHasMovedOn() {
    Connection stale = labelUnkept();

    assertThat(label(stale, "sales")).isFalse();

    assertLabelIsKept();
  }

  @Test
  void keepsWhatTheJournalRefusedBeforeItRefusesToDelete() {
    Connection stale = labelUnkept();

    assertThat(delete(stale)).isFalse();

    assertLabelIsKept();
  }

  @Test
  void listsAndCountsWhatTheDatabaseHas() {
    assertThat(connections.list(ConnectionQuery.all(9))).containsExactly(daemon.row());
    assertThat(connections.counts())
        .containsExactly(Map.entry(new ProviderState("acme", "ACTIVE"), 1L));
    assertThat(providers.list()).containsExactly(STRICT);
    assertThat(providers.find(STRICT.name())).contains(STRICT);
  }

  @Test
  void aNewProviderOutlivesTheDatabase() {
    assertThat(providers.write(OTHER)).isTrue();

    TestDaemon next = daemon.restart(true);

    assertThat(next.stores.providers().find(OTHER.name())).contains(OTHER);
  }

  @Test
  void aDeletedProviderStaysDeleted() {
    providers.write(OTHER);
    assertThat(providers.delete(OTHER.name())).isTrue();

    TestDaemon next = daemon.restart(true);

    assertThat(next.stores.providers().list()).containsExactly(STRICT);
  }

  /** Whoever changed a provider lets the next one do so, also after a failure. */
  @Test
  void aProviderCanBeChangedByOneThreadAfterTheOther() throws InterruptedException {
    daemon.log.refuseNext();
    assertThatThrownBy(() -> providers.write(OTHER))
        .isInstanceOf(JournalUnavailableException.class);
    assertThat(elsewhere(() -> providers.delete(OTHER.name()))).isTrue();

    assertThat(elsewhere(() -> providers.write(OTHER))).isTrue();
  }

  @Test
  void aHoldOutlivesTheDatabaseAndSoDoesItsEnd() {
    assertThat(holds.write(Samples.signed(Samples.revoked("held", 1, false)))).isTrue();
    assertThat(holds.write(QUARANTINED)).isTrue();
    assertThat(holds.write(LIFTED)).isTrue();

    TestDaemon next = daemon.restart(true);

    HoldStore found = StoredChanges.holds(next.stores.holds(), next.journal);
    assertThat(found.standing())
        .extracting(signed -> signed.hold().connection())
        .containsExactly(HELD);
    assertThat(found.unconfirmed(9)).containsExactly(HELD);
    assertThat(found.lifted()).containsExactly(LIFTED);
  }

  /** Of two who place a hold at a time one comes too late, and tries again. */
  @Test
  void aHoldThatComesTooLateIsNotInTheJournal() {
    holds.write(QUARANTINED);
    long last = daemon.log.position().last();

    assertThat(holds.write(QUARANTINED)).isFalse();

    assertThat(daemon.log.position().last()).isEqualTo(last);
    assertThat(holds.lifted()).isEmpty();
  }

  @Test
  void anIncidentOutlivesTheDatabase() {
    Incident incident = openIncident();

    TestDaemon next = daemon.restart(true);

    IncidentStore found = StoredChanges.incidents(next.stores.incidents(), next.journal);
    assertThat(found.list(IncidentQuery.all(9))).containsExactly(incident);
  }

  @Test
  void anIncidentThatWasChangedMeanwhileIsNotInTheJournal() {
    Incident incident = openIncident();
    long last = daemon.log.position().last();

    assertThat(incidents.write(incident)).isFalse();

    assertThat(daemon.log.position().last()).isEqualTo(last);
  }

  private Incident openIncident() {
    Instant now = daemon.clock.instant();
    daemon.incidents.suspect(
        new Suspicion(
            new UUID(1, 2),
            IncidentKind.REJECTED_UNEXPLAINED,
            Severity.HIGH,
            Concerned.one(TestDaemon.ID, STRICT.name()),
            List.of(
                new Evidence(
                    now,
                    Evidence.Kind.REPORTED,
                    "it was seen",
                    TestDaemon.ID,
                    daemon.row().generation(),
                    "")),
            "something happened"));
    return daemon.incidents.unresolved().getFirst();
  }

  private static boolean elsewhere(Supplier<Boolean> change) throws InterruptedException {
    AtomicBoolean changed = new AtomicBoolean();
    Thread thread = Thread.ofVirtual().start(() -> changed.set(change.get()));
    assertThat(thread.join(TestDaemon.PATIENCE)).isTrue();
    return changed.get();
  }

  /** Returns the row as it was before. */
  private Connection labelUnkept() {
    Connection before = daemon.row();
    daemon.log.refuseNext();
    assertThatThrownBy(() -> label(before, "crm")).isInstanceOf(JournalUnavailableException.class);
    return before;
  }

  private void assertLabelIsKept() {
    assertThat(daemon.restart(true).row().labels()).containsEntry("team", "crm");
  }

  private boolean create(Connection row) {
    return daemon.locks.<Boolean>whileHolding(row.id(), lock -> connections.create(lock, row));
  }

  private boolean label(Connection before, String team) {
    Connection after = before.withLabels(Map.of("team", team)).nextRevision();
    return daemon.locks.<Boolean>whileHolding(
        before.id(), lock -> connections.replace(lock, before, after));
  }

  private boolean delete(Connection row) {
    return daemon.locks.<Boolean>whileHolding(
        row.id(), lock -> connections.delete(lock, row, tombstone(row)));
  }

  private Tombstone tombstone(Connection row) {
    return new Tombstone(row.id(), row.generation(), row.revision() + 1, daemon.clock.instant());
  }
}
