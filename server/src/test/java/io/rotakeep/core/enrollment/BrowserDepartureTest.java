package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Return;
import io.rotakeep.core.enrollment.AuthorizationStart.Started.Begun;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.PlainAnswers;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.TestDaemon;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The browser that begins at the daemon, and those that would take its place. */
final class BrowserDepartureTest {
  private static final UUID STORE = UUID.fromString("9c1d1f3e-6a0d-4a3c-8f4e-0d6a7c5b2e10");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String COOKIE = "c".repeat(43);
  private static final String OTHER = "o".repeat(43);

  private final Provider provider = SampleProviders.of(new RotationClass.Strict());
  private final TestDaemon daemon = TestDaemon.enrolled(provider);
  private final EnrollmentDesk desk = desk();

  @Test
  void goesOnToTheVeryAddressThatTheApplicationWasGiven() {
    Begun begun = begin("ada@example.org");

    assertThat(desk.completion().depart(begun.state(), COOKIE)).hasValue(begun.authorizationUrl());
    assertThat(begun.authorizationUrl()).hasParameter("login_hint", "ada@example.org");
  }

  @Test
  void mayReloadTheAddressItBeganAt() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(desk.completion().depart(begun.state(), COOKIE)).isPresent();
  }

  @Test
  void isTheOnlyOneToBegin() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(desk.completion().depart(begun.state(), OTHER)).isEmpty();
  }

  @Test
  void isTheOnlyOneToComeBack() {
    Begun begun = begin(null);
    desk.completion().depart(begun.state(), COOKIE);

    assertThat(cause(denied(begun, null))).isEqualTo(EnrollmentResult.Cause.STATE_UNKNOWN);
    assertThat(cause(denied(begun, OTHER))).isEqualTo(EnrollmentResult.Cause.STATE_UNKNOWN);
    assertThat(cause(denied(begun, COOKIE))).isEqualTo(EnrollmentResult.Cause.DENIED);
  }

  @Test
  void cannotBeginWhatHasExpired() {
    Begun begun = begin(null);
    daemon.clock.advance(AuthorizationStart.LIFE);

    assertThat(desk.completion().depart(begun.state(), COOKIE)).isEmpty();
  }

  @Test
  void cannotBeginWhatNobodyStarted() {
    assertThat(desk.completion().depart("x".repeat(43), COOKIE)).isEmpty();
    assertThat(desk.completion().depart("no state", COOKIE)).isEmpty();
  }

  private Begun begin(@Nullable String hint) {
    Wish wish = new Wish(List.of(), Map.of("team", "crm"), null, null, null);
    return (Begun)
        desk.start()
            .begin(
                new AuthorizationStart.Request(
                    new ConnectionId("acme/new"), provider.name(), wish, hint, "dev"));
  }

  private EnrollmentResult denied(Begun begun, @Nullable String cookie) {
    return desk.completion()
        .complete(
            new Return(begun.state(), null, null, "access_denied", new Bearer.Browser(cookie)));
  }

  private static EnrollmentResult.Cause cause(EnrollmentResult result) {
    return ((EnrollmentResult.Refused) result).cause();
  }

  private EnrollmentDesk desk() {
    Keyring keyring = Keyring.generate(RANDOM);
    EnvelopeCipher cipher = new EnvelopeCipher(() -> keyring, RANDOM);
    RotationJournal journal =
        new RotationJournal(new FaultyWriteAheadLog(STORE, new MemoryWitness()), List.of());
    return new EnrollmentDesk(
        new EnrollmentDesk.Stores(
            daemon.stores.connections(),
            daemon.stores.lineage(),
            daemon.stores.providers(),
            daemon.stores.pendingAuthorizations(),
            daemon.holds,
            daemon.engine.storedTokens()),
        new EnrollmentDesk.Asking(
            journal,
            new JournalledQuestion(journal, daemon.server, new PlainAnswers(), cipher, STORE),
            new ClientCredentialSource(cipher, STORE),
            (_, _, _) -> new RevocationOutcome.Gone(),
            (_, _) -> Optional.empty()),
        new EnrollmentDesk.Keeping(daemon.secrets, new VerifierCipher(cipher, STORE), RANDOM),
        daemon.locks,
        daemon.audit,
        daemon.clock);
  }
}
