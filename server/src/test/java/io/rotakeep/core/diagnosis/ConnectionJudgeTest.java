package io.rotakeep.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ClientEvent;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.rotation.PastRefresh;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RefreshGate;
import io.rotakeep.core.rotation.RotationCondition;
import io.rotakeep.core.rotation.TestDaemon;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection as a real refresh left it, in one situation after the other. */
final class ConnectionJudgeTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final Connection row = refreshed();
  private final Instant now = daemon.clock.instant();

  @Test
  void aWellOneNeedsNothing() {
    Diagnosis diagnosis = judge(row, null, STRICT);

    assertThat(diagnosis.explanation())
        .isEqualTo("It is well. An access token is served for 60 minutes more.");
    assertThat(diagnosis.nextStep()).isEmpty();
  }

  @Test
  void aWellOneOfAClientWhoseNewestSecretIsRefusedSaysSo() {
    Symptoms seen =
        new Symptoms(
            row,
            null,
            true,
            false,
            STRICT,
            new RotationCondition(false, null, false, true, List.of(), now),
            List.of(),
            null,
            now);

    assertThat(ConnectionJudge.judge(seen).explanation())
        .startsWith("It is well, but the provider accepts only the older of two client secrets.");
    assertThat(ConnectionJudge.judge(seen).nextStep()).endsWith("provider check acme");
  }

  @Test
  void aWellOneAtAProviderWithAnAnnouncedEventSaysSo() {
    ClientEvent event = new ClientEvent(now, now.plus(Duration.ofHours(1)), "a new secret");
    ClientEvent over = event.endedAt(now);

    assertThat(judge(row, null, STRICT.expecting(event)).explanation())
        .startsWith("It is well, but an event is announced until")
        .contains("(a new secret)");
    assertThat(judge(row, null, STRICT.expecting(event)).nextStep())
        .endsWith("rotakeep provider announce-event acme --withdraw");
    assertThat(judge(row, null, STRICT.expecting(over)).explanation()).startsWith("It is well. ");
  }

  @Test
  void aPendingOneNeedsConsent() {
    Connection pending = Connection.pending(row.id(), row.provider(), null, row.labels(), now);

    assertThat(judge(pending, null, STRICT).nextStep())
        .isEqualTo("rotakeep connection authorize acme/one --provider acme");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void whoMustConsentAgainIsToldWhy(Reason reason) {
    Diagnosis diagnosis =
        judge(in(new ConnectionState.ReauthorizationRequired(reason)), null, STRICT);

    assertThat(diagnosis.explanation())
        .startsWith(Prose.lost(reason))
        .endsWith("An access token is served for 60 minutes more.");
    assertThat(diagnosis.nextStep())
        .endsWith("rotakeep connection authorize acme/one --provider acme");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void aHeldOneSaysWhatItWouldBeAndOnlySafeOnesAreLetGo(Reason reason) {
    Diagnosis diagnosis = judge(row, quarantine(reason), STRICT);

    assertThat(diagnosis.explanation()).contains("without the hold it would be ACTIVE");
    assertThat(diagnosis.nextStep())
        .contains(
            reason == Reason.SUSPECTED_COMPROMISE || reason == Reason.INTEGRITY
                ? "connection authorize acme/one"
                : "connection reinstate acme/one --comment WHY");
  }

  @Test
  void aHoldThatTheDiskLacksIsSaidToBeSo() {
    Symptoms seen = symptoms(row, quarantine(Reason.OPERATOR), false, STRICT, null);

    assertThat(ConnectionJudge.judge(seen).explanation()).contains("disk has not taken the hold");
  }

  @Test
  void aDistrustedStoreIsTheGravestMatter() {
    Symptoms seen =
        new Symptoms(
            row, quarantine(Reason.STALE_STORE), true, true, STRICT, calm(), List.of(), null, now);

    assertThat(ConnectionJudge.judge(seen).nextStep()).contains("newest store");
  }

  @Test
  void aUserWithAllTheGrantsThereMayBeIsSaidBeforeOneIsEnded() {
    assertThat(ConnectionJudge.judge(crowded(3)).explanation())
        .startsWith("It is well, but its user has 3 grants, and the provider keeps 3: one consent");
    assertThat(ConnectionJudge.judge(crowded(4)).explanation())
        .contains("4 grants", "probably ended the oldest");
    assertThat(ConnectionJudge.judge(crowded(3)).nextStep()).contains("connection revoke");
  }

  @Test
  void anEvictedOneIsNotToEvictTheNext() {
    Connection evicted =
        row.withState(new ConnectionState.ReauthorizationRequired(Reason.EVICTED), now);

    Diagnosis diagnosis = judge(evicted, null, STRICT);

    assertThat(diagnosis.explanation()).contains("oldest of too many grants");
    assertThat(diagnosis.nextStep())
        .containsSubsequence("connection revoke ID", "connection authorize acme/one");
  }

  private Symptoms crowded(int grants) {
    return new Symptoms(
        row, null, true, false, STRICT, calm(), List.of(), new SharedGrants.Crowd(grants, 3), now);
  }

  @Test
  void aRevokedOneSaysHowFarItGotUpstream() {
    Endpoints whole = STRICT.endpoints();
    Provider mute =
        SampleProviders.endpoints(
            STRICT, new Endpoints(whole.authorization(), whole.token(), null, null, null, false));

    assertThat(judge(row, revocation(true), STRICT).explanation()).contains("ended it too");
    assertThat(judge(row, revocation(false), STRICT).explanation()).contains("not confirmed yet");
    assertThat(judge(row, revocation(false), mute).explanation()).contains("could not be told");
    assertThat(symptoms(row, revocation(false), true, mute, null).upstream())
        .isEqualTo(Symptoms.Upstream.NOT_POSSIBLE);
    assertThat(symptoms(row, null, true, STRICT, null).upstream())
        .isEqualTo(Symptoms.Upstream.NOT_REVOKED);
  }

  @Test
  void whatPutsARefreshOffIsSaidWithItsEnd() {
    Instant until = now.plusSeconds(90);
    Duration wait = Duration.ofSeconds(90);

    assertThat(putOff(until, new RefreshFailure.ProviderThrottled(wait)).explanation())
        .startsWith("The provider asked for patience: no refresh is sent before " + until);
    assertThat(putOff(until, new RefreshFailure.ProviderUnavailable(wait)).nextStep())
        .contains("provider check acme");
    assertThat(
            putOff(until, new RefreshFailure.ClientMisconfigured("invalid_client")).explanation())
        .contains("refuses our registration (invalid_client)");
  }

  @Test
  void aProviderThatIsGoneOrMovedIsNamed() {
    Endpoints whole = STRICT.endpoints();
    Provider moved =
        SampleProviders.endpoints(
            STRICT,
            new Endpoints(
                whole.authorization(),
                URI.create("https://other.example.com/token"),
                null,
                null,
                null,
                false));

    assertThat(judge(row, null, null).nextStep()).contains("provider apply");
    assertThat(judge(row, null, moved).explanation()).contains("token is not sent");
  }

  @Test
  void theEndOfARefreshTokenIsSeenComing() {
    assertThat(judge(row, null, living(Duration.ofDays(30), null)).nextStep()).isEmpty();
    assertThat(judge(row, null, living(Duration.ofDays(7), null)).nextStep())
        .isEqualTo("use it: rotakeep connection refresh acme/one");
    assertThat(judge(row, null, living(null, Duration.ofDays(3))).nextStep())
        .startsWith("have the user consent again before");
    assertThat(
            symptoms(row, null, true, living(Duration.ofHours(25), null), null).daysToIdleExpiry())
        .hasValue(1);
  }

  @Test
  void daysCountDownToZeroAndBelow() {
    daemon.clock.advance(Duration.ofHours(26));
    Symptoms late =
        new Symptoms(
            row,
            null,
            true,
            false,
            living(Duration.ofHours(25), Duration.ofHours(30)),
            calm(),
            List.of(),
            null,
            daemon.clock.instant());

    assertThat(late.daysToIdleExpiry()).hasValue(-1);
    assertThat(late.daysToAbsoluteExpiry()).hasValue(0);
    assertThat(late.served()).isEmpty();
    assertThat(ConnectionJudge.judge(late).explanation()).contains("is dead");
  }

  @Test
  void oneInDoubtSaysWhoSettlesItAndWhen() {
    Connection doubtful = in(new ConnectionState.InDoubt(new UUID(1, 2), now, 1, false));
    Connection tried = in(new ConnectionState.InDoubt(new UUID(1, 2), now, 2, true));
    Provider replaying = SampleProviders.of(new RotationClass.Count(3));
    Provider punishing = SampleProviders.radius(STRICT, BlastRadius.SUBJECT);

    assertThat(judge(doubtful, null, STRICT).nextStep())
        .startsWith("nothing: the daemon settles it after")
        .endsWith("connection refresh acme/one --accept-risk");
    assertThat(judge(doubtful, null, replaying).nextStep()).contains("next request for a token");
    assertThat(judge(tried, null, STRICT).nextStep()).startsWith("have the user consent again");
    Symptoms late =
        new Symptoms(
            doubtful,
            null,
            true,
            false,
            punishing,
            new RotationCondition(false, null, true, false, List.of(), now),
            List.of(),
            null,
            now.plus(Duration.ofHours(25)));
    assertThat(ConnectionJudge.judge(late).nextStep()).contains("punishes its siblings");
  }

  private Connection refreshed() {
    daemon.refresh();
    return daemon.row();
  }

  private Connection in(ConnectionState state) {
    return daemon.secrets.moveTo(row, state, now);
  }

  private Hold quarantine(Reason reason) {
    return new Hold.QuarantinedHold(row.id(), 1, now, reason);
  }

  private Hold revocation(boolean confirmed) {
    return new Hold.RevokedHold(row.id(), 1, now, Reason.OPERATOR, confirmed);
  }

  private Diagnosis judge(Connection connection, @Nullable Hold hold, @Nullable Provider provider) {
    return ConnectionJudge.judge(symptoms(connection, hold, true, provider, null));
  }

  private Diagnosis putOff(Instant until, RefreshFailure.Postponing failure) {
    return ConnectionJudge.judge(
        symptoms(
            row,
            null,
            true,
            STRICT,
            new RefreshGate.Wait(until, failure, Duration.ofSeconds(5), 1)));
  }

  private static Provider living(@Nullable Duration idle, @Nullable Duration absolute) {
    TokenRules rules = STRICT.tokens();
    return SampleProviders.with(
        new TokenRules(rules.rotation(), rules.blastRadius(), rules.access(), idle, absolute));
  }

  private RotationCondition calm() {
    return new RotationCondition(false, null, false, false, List.of(), now);
  }

  private Symptoms symptoms(
      Connection connection,
      @Nullable Hold hold,
      boolean durable,
      @Nullable Provider provider,
      RefreshGate.@Nullable Wait wait) {
    PastRefresh past = new PastRefresh(now, "rotated", new Generation(1), 200, null);
    return new Symptoms(
        connection,
        hold,
        durable,
        false,
        provider,
        new RotationCondition(false, wait, false, false, List.of(past), now),
        List.of(),
        null,
        now);
  }
}
