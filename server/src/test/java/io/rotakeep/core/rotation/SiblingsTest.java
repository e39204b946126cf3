package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who loses by a second use of somebody else's token. */
final class SiblingsTest {
  private static final ConnectionId SIBLING = new ConnectionId("acme/two");
  private static final UUID ATTEMPT = new UUID(1, 2);
  private static final Provider FAMILY = SampleProviders.of(new RotationClass.Family());
  private static final Provider TOGETHER = SampleProviders.radius(FAMILY, BlastRadius.SUBJECT);

  private final TestDaemon daemon = TestDaemon.enrolled(TOGETHER);
  private final Siblings siblings =
      new Siblings(
          daemon.stores.connections(), daemon.stores.lineage(), daemon.holds, daemon.journal);

  @Test
  void aConnectionIsNoSiblingOfItsOwn() {
    assertThat(siblings.revokedWith(daemon.row(), grant(), TOGETHER)).isEmpty();
    assertThat(areAtRisk()).isFalse();
  }

  @Test
  void allOfOneSubjectAreRevokedTogether() {
    enrolSibling();

    assertThat(siblings.revokedWith(daemon.row(), grant(), TOGETHER)).containsExactly(SIBLING);
    assertThat(areAtRisk()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = BlastRadius.class, names = "SUBJECT", mode = EnumSource.Mode.EXCLUDE)
  void whereLessIsRevokedNobodyElseIsAtRisk(BlastRadius radius) {
    enrolSibling();
    Provider provider = SampleProviders.radius(FAMILY, radius);

    assertThat(siblings.revokedWith(daemon.row(), grant(), provider)).isEmpty();
    assertThat(siblings.areAtRisk(daemon.row(), grant(), provider)).isFalse();
  }

  /** To hold them all would stop whoever has no subject; to risk them could cost them all. */
  @Test
  void ofGrantsWithoutASubjectAnyMayBeASiblingAndNoneIsHeldForIt() {
    enrolSibling();
    forgetSubject(TestDaemon.ID);
    forgetSubject(SIBLING);

    assertThat(siblings.revokedWith(daemon.row(), grant(), TOGETHER)).isEmpty();
    assertThat(areAtRisk()).isTrue();
  }

  @Test
  void whoWaitsForConsentHasNothingToLose() {
    enrolSibling();
    put(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));

    assertThat(areAtRisk()).isFalse();
  }

  @Test
  void aTokenThatMayBeSpentIsNotSparedAndOneThatWasOnlyPutOffIs() {
    enrolSibling();
    put(doubt(1));
    assertThat(areAtRisk()).isFalse();

    put(doubt(0));

    assertThat(areAtRisk()).isTrue();
  }

  @Test
  void anAnswerThatIsKeptIsAsGoodAsAToken() {
    enrolSibling();
    put(doubt(1));
    daemon.journal.intend(
        Attempt.of(ATTEMPT, Attempt.Kind.REFRESH, find(SIBLING), daemon.clock.instant()));
    assertThat(areAtRisk()).isFalse();

    daemon.journal.keepResponse(
        ATTEMPT, new KeptResponse(200, null, null, true, new Envelope(new byte[] {1}), "", null));

    assertThat(areAtRisk()).isTrue();
  }

  @Test
  void whoIsQuarantinedMayServeAgainAndWhoIsRevokedWillNot() {
    enrolSibling();
    daemon.holds.quarantine(SIBLING, Reason.OPERATOR, daemon.clock.instant());
    assertThat(areAtRisk()).isTrue();

    daemon.holds.place(
        SIBLING,
        epoch ->
            new Hold.RevokedHold(SIBLING, epoch, daemon.clock.instant(), Reason.OPERATOR, false));

    assertThat(areAtRisk()).isFalse();
  }

  /** Which must not count against the one who asks. */
  @Test
  void whoseRowIsBrokenMayHaveSomethingToLose() {
    enrolSibling();
    put(doubt(1));
    assertThat(areAtRisk()).isFalse();

    daemon.stores.damage(SIBLING);

    assertThat(areAtRisk()).isTrue();
  }

  private boolean areAtRisk() {
    return siblings.areAtRisk(daemon.row(), grant(), TOGETHER);
  }

  private Grant grant() {
    return Objects.requireNonNull(daemon.row().grant());
  }

  private void enrolSibling() {
    daemon.enrol(SIBLING, TOGETHER, daemon.server.enrol());
  }

  private static ConnectionState doubt(int presentations) {
    return new ConnectionState.InDoubt(ATTEMPT, Instant.EPOCH, presentations, false);
  }

  private void put(ConnectionState state) {
    Connection before = find(SIBLING);
    replace(before, before.withState(state, daemon.clock.instant()));
  }

  private void forgetSubject(ConnectionId id) {
    Connection before = find(id);
    Grant known = Objects.requireNonNull(before.grant());
    GrantKey key = new GrantKey(known.key().issuer(), known.key().clientId(), "");
    Grant unknown =
        new Grant(
            key,
            known.tokenHost(),
            known.loginHost(),
            known.scopes(),
            known.refreshToken(),
            known.fingerprint(),
            known.obtained(),
            known.attributes());
    replace(before, before.withTokens(unknown, before.accessToken()));
  }

  private void replace(Connection before, Connection after) {
    assertThat(
            daemon.locks.<Boolean>whileHolding(
                before.id(),
                lock -> daemon.connections().replace(lock, before, after.nextRevision())))
        .isTrue();
  }

  private Connection find(ConnectionId id) {
    return daemon.stores.connections().find(id).orElseThrow();
  }
}
