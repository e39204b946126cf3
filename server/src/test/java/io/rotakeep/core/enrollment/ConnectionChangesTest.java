package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.enrollment.ConnectionChanges.Deleted;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.TestDaemon;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConnectionChangesTest {
  private static final ConnectionId UNKNOWN = new ConnectionId("acme/unknown");

  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void labelsAreReplacedAsAWhole() {
    relabel(Map.of("old", "1", "kept", "2"));

    relabel(Map.of("kept", "2", "new", "3"));

    assertThat(desk.row(TestDaemon.ID).labels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("kept", "2", "new", "3"));
    assertThat(desk.restart().row(TestDaemon.ID).labels()).containsKey("new");
  }

  @Test
  void relabellingLeavesTheTokensAsTheyAre() {
    desk.daemon.refresh();
    Connection before = desk.row(TestDaemon.ID);
    String token = desk.daemon.refreshToken();

    relabel(Map.of("tenant", "acme"));

    Connection after = desk.row(TestDaemon.ID);
    assertThat(after.generation()).isEqualTo(before.generation());
    assertThat(desk.daemon.refreshToken()).isEqualTo(token).startsWith("rt-2");
    assertThat(desk.daemon.secrets.accessToken(after).labels()).isEqualTo(after.labels());
    assertThat(desk.daemon.cache.find(TestDaemon.ID))
        .extracting(cached -> cached.labels())
        .isEqualTo(Map.of("tenant", "acme"));
  }

  /** Its next revision would pass for the newest. */
  @Test
  void aRowThatWasPutBackIsNotRelabelled() {
    Connection old = desk.row(TestDaemon.ID);
    desk.daemon.refresh();
    desk.daemon.stores.putBack(old);

    assertThatThrownBy(() -> relabel(Map.of("tenant", "acme")))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("older");

    assertThat(desk.row(TestDaemon.ID)).isEqualTo(old);
  }

  @Test
  void aRowWhoseLabelsWereEditedIsNotRelabelled() {
    Connection row = desk.row(TestDaemon.ID);
    desk.daemon.stores.putBack(row.withLabels(Map.of("team", "thieves")));

    assertThatThrownBy(() -> relabel(Map.of())).isInstanceOf(IntegrityException.class);
  }

  @Test
  void labelsFollowTheirRules() {
    assertThatThrownBy(() -> relabel(Map.of("Upper", "x")))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("labels");
    assertThat(desk.changes.relabel(UNKNOWN, Map.of(), Labelling.ofAnybody(desk.daemon.clock), "r"))
        .isEmpty();
  }

  @Test
  void aConnectionInUseIsNotDeletedUnlessForced() {
    Deleted refused = delete(TestDaemon.ID, false);
    Deleted forced = delete(TestDaemon.ID, true);

    assertThat(refused).isEqualTo(new Deleted.StillInUse(new ConnectionState.Active()));
    assertThat(forced).isInstanceOf(Deleted.Gone.class);
  }

  @Test
  void aRevokedConnectionIsDeleted() {
    desk.revocations.revoke(TestDaemon.ID, new Order("ops", "", "r"));

    assertThat(delete(TestDaemon.ID, false)).isInstanceOf(Deleted.Gone.class);
  }

  @Test
  void aQuarantinedConnectionIsEvidence() {
    desk.quarantine(TestDaemon.ID);

    assertThat(delete(TestDaemon.ID, false)).isInstanceOf(Deleted.StillInUse.class);
  }

  @Test
  void aPendingConnectionIsDeleted() {
    desk.begin(NEW);

    assertThat(delete(NEW, false)).isInstanceOf(Deleted.Gone.class);
    assertThat(delete(NEW, false)).isEqualTo(new Deleted.NotFound());
  }

  @Test
  void nothingRemainsButATombstoneAndTheFingerprints() {
    desk.daemon.refresh();
    Connection before = desk.row(TestDaemon.ID);

    delete(TestDaemon.ID, true);

    Tombstone tombstone = desk.daemon.stores.lineage().findTombstone(TestDaemon.ID).orElseThrow();
    assertThat(tombstone.lastGeneration()).isEqualTo(before.generation());
    assertThat(before.grant()).isNotNull();
    assertThat(desk.daemon.stores.lineage().findAncestor(before.grant().fingerprint())).isPresent();
    assertThat(desk.daemon.stores.connections().find(TestDaemon.ID)).isEmpty();
  }

  @Test
  void nobodyIsServedAfterwards() {
    desk.daemon.refresh();
    Connection seenBefore = desk.row(TestDaemon.ID);

    delete(TestDaemon.ID, true);
    RotationOutcome late = desk.daemon.engine.storedTokens().serve(seenBefore);

    assertThat(late).isInstanceOf(RotationOutcome.Failed.class);
    assertThat(desk.daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(desk.daemon.refresh()).isInstanceOf(RotationOutcome.Failed.class);
  }

  @Test
  void aDeletedConnectionStaysDeletedAfterARestart() {
    delete(TestDaemon.ID, true);

    assertThat(desk.restart().daemon.stores.connections().find(TestDaemon.ID)).isEmpty();
  }

  @Test
  void nothingChangesThatTheAuditDoesNotTake() {
    desk.daemon.audit.refuse(AuditAction.CONNECTION_LABELLED);
    desk.daemon.audit.refuse(AuditAction.CONNECTION_DELETED);
    Connection before = desk.row(TestDaemon.ID);

    assertThatThrownBy(() -> relabel(Map.of("a", "b")))
        .isInstanceOf(AuditUnavailableException.class);
    assertThatThrownBy(() -> delete(TestDaemon.ID, true))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);
    assertThat(desk.daemon.holds.stopped(TestDaemon.ID)).isFalse();
  }

  private void relabel(Map<String, String> labels) {
    assertThat(
            desk.changes.relabel(
                TestDaemon.ID, labels, Labelling.ofAnybody(desk.daemon.clock), "r"))
        .isPresent();
  }

  private Deleted delete(ConnectionId id, boolean force) {
    return desk.changes.delete(id, force, "ops", "r");
  }
}
