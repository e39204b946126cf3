package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ClientCircuits.Client;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.RefreshVerdict;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one connection's answer changes for the others of its client, which has two secrets. */
final class LessonsTest {
  private static final Provider PUBLIC = SampleProviders.of(new RotationClass.Family());
  private static final Duration SOON = ClientCircuits.AFTER_NOTHING;
  private static final RefreshVerdict WRONG_SECRET =
      new RefreshVerdict.ClientFault("invalid_client", true);

  private final TestDaemon daemon = TestDaemon.enrolled(PUBLIC);
  private final Instant now = daemon.clock.instant();
  private final Provider provider = withTwoSecrets();
  private final Client client =
      new Client(provider.name(), provider.revision(), provider.endpoints().tokenHost());
  private final RefreshGate gate =
      new RefreshGate(new MapCache<>(), new MapCache<>(), DeclaredEgress.NONE);
  private final MassRejections mass = new MassRejections(daemon.stores.connections());
  private final Lessons lessons =
      new Lessons(
          gate,
          new RejectionRecord(
              daemon.incidents, daemon.stores.providers(), mass, gate.circuits(), daemon.clock),
          daemon.credentials,
          daemon.clock);

  @ParameterizedTest
  @MethodSource("sayingNothing")
  void anAnswerThatSaysNothingOfTheClientSoonGivesItsProbeToAnother(RefreshVerdict verdict) {
    openCircuit();
    assertThat(gate.permits(id(4), client, now)).isEmpty();

    assertThat(learn(verdict, null)).isFalse();

    assertThat(gate.permits(id(5), client, now.plus(SOON).minusMillis(1))).isPresent();
    assertThat(gate.permits(id(5), client, now.plus(SOON))).isEmpty();
  }

  static List<RefreshVerdict> sayingNothing() {
    return List.of(
        new RefreshVerdict.NotSpent("silence", SOON),
        new RefreshVerdict.Throttled(SOON),
        new RefreshVerdict.PutOff("a gateway"),
        new RefreshVerdict.Replayable("silence", SOON),
        new RefreshVerdict.Doubtful("silence"));
  }

  @Test
  void aProbeThatWasNotSentIsSoonAnothers() {
    openCircuit();
    assertThat(gate.permits(id(4), client, now)).isEmpty();

    lessons.unsent(client);

    assertThat(gate.permits(id(5), client, now.plus(SOON))).isEmpty();
  }

  /** To look at the token the server must have accepted the client first. */
  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusedTokenShowsThatTheClientAndItsSecretAreAccepted(RefreshVerdict verdict) {
    openCircuit();
    refuseTheNewest();

    assertThat(learn(verdict, null)).isFalse();

    assertThat(gate.circuits().open(now)).isEmpty();
    assertThat(daemon.credentials.needsOlder(provider)).isTrue();
  }

  /** Many refused tokens at once are no sign that the client is well. */
  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusedTokenDoesNotEndAMassOfThem(RefreshVerdict verdict) {
    gate.circuits().refusedTogether(client, List.of(id(1), id(2), id(3)), now);
    mass.stand(provider.name());

    assertThat(learn(verdict, null)).isFalse();

    assertThat(gate.circuits().open(now)).containsExactly(provider.name());
    assertThat(lessons.refusedTogether(provider.name(), now)).isTrue();
  }

  static List<RefreshVerdict> refusals() {
    return List.of(
        new RefreshVerdict.Rejected(Classification.UNEXPLAINED),
        new RefreshVerdict.SelfStale(new Generation(2)));
  }

  @ParameterizedTest
  @MethodSource("grants")
  void aGrantEndsWhateverStoodInTheWay(RefreshVerdict verdict) {
    openCircuit();
    gate.circuits().refusedTogether(client, List.of(id(1), id(2), id(3)), now);
    mass.stand(provider.name());
    refuseTheNewest();

    assertThat(learn(verdict, null)).isFalse();

    assertThat(gate.circuits().open(now)).isEmpty();
    assertThat(lessons.refusedTogether(provider.name(), now)).isFalse();
    assertThat(daemon.credentials.needsOlder(provider)).isTrue();
  }

  static List<RefreshVerdict> grants() {
    return List.of(
        new RefreshVerdict.Rotated(granted(), null),
        new RefreshVerdict.NotRotated(granted(), false, null),
        salvaged());
  }

  /** What was counted were repeats after a failure; a damaged answer is another failure. */
  @Test
  void aNewAccessTokenGivesTheBudgetBackAndASavedRefreshTokenDoesNot() {
    assertThat(spentAfter(salvaged())).isTrue();
    assertThat(spentAfter(new RefreshVerdict.Rotated(granted(), null))).isFalse();
    assertThat(spentAfter(new RefreshVerdict.NotRotated(granted(), false, null))).isFalse();
  }

  private boolean spentAfter(RefreshVerdict verdict) {
    for (int i = 0; i < RefreshBudget.MOST; i++) {
      lessons.count(ended());
    }
    assertThat(learn(verdict, null)).isFalse();
    return gate.budget().spentFor(TestDaemon.ID, false, now).isPresent();
  }

  @Test
  void aRefusedSecretIsNoFaultOfTheClientUntilTheOtherIsRefusedToo() {
    gate.circuits().faulted(client, id(1), "invalid_client", now);
    gate.circuits().faulted(client, id(2), "invalid_client", now);

    assertThat(learn(WRONG_SECRET, "invalid_client")).isTrue();
    assertThat(gate.circuits().open(now)).isEmpty();

    assertThat(learn(WRONG_SECRET, "invalid_client")).isFalse();
    assertThat(gate.circuits().open(now)).containsExactly(provider.name());
  }

  @Test
  void aProbeWhoseSecretWasRefusedSaysNothingYet() {
    openCircuit();
    assertThat(gate.permits(id(4), client, now)).isEmpty();

    assertThat(learn(WRONG_SECRET, "invalid_client")).isTrue();

    assertThat(gate.permits(id(5), client, now.plus(SOON))).isEmpty();
  }

  /** Another error, or one that a customer's own doing explains, is not cured by a secret. */
  @Test
  void anotherFaultIsNotAskedAboutAgain() {
    assertThat(learn(WRONG_SECRET, "unauthorized_client")).isFalse();
    assertThat(learn(new RefreshVerdict.ClientFault("invalid_client", false), "invalid_client"))
        .isFalse();
    assertThat(daemon.credentials.needsOlder(provider)).isFalse();
  }

  private void openCircuit() {
    for (int i = 1; i <= 3; i++) {
      gate.circuits().faulted(client, id(i), "invalid_client", now);
    }
  }

  private void refuseTheNewest() {
    try (ClientCredentials newest = daemon.credentials.of(provider)) {
      assertThat(daemon.credentials.refused(provider, newest)).isTrue();
    }
  }

  private boolean learn(RefreshVerdict verdict, @Nullable String error) {
    TokenObservation observation =
        new TokenObservation.Answered(
            401, null, "text/plain", TestDaemon.secret("nobody reads it"), true);
    TokenAnswer answer = error == null ? null : new TokenAnswer.Refused(error, null);
    try (ClientCredentials used = daemon.credentials.of(provider);
        JournalledQuestion.Reply reply = new JournalledQuestion.Reply(observation, answer, now)) {
      return lessons.learn(ended(), used, reply, verdict);
    }
  }

  private Settlement.Case ended() {
    Connection row = daemon.row();
    return new Settlement.Case(
        Attempt.of(new UUID(1, 2), Attempt.Kind.REFRESH, row, now),
        row,
        Objects.requireNonNull(row.grant()),
        provider);
  }

  private Provider withTwoSecrets() {
    return SampleProviders.client(
        PUBLIC,
        new OAuthClient(
            PUBLIC.client().id(),
            OAuthClient.Type.CONFIDENTIAL,
            ClientAuthentication.CLIENT_SECRET_POST,
            List.of(daemon.encrypted("newest"), daemon.encrypted("older"))));
  }

  private static TokenAnswer.Granted granted() {
    return new TokenAnswer.Granted(null, null, "Bearer", null, null, null, Map.of());
  }

  private static RefreshVerdict salvaged() {
    return new RefreshVerdict.Salvaged(SecretBytes.copyOfAscii("rt-2"));
  }

  private static ConnectionId id(int number) {
    return new ConnectionId("many/" + number);
  }
}
