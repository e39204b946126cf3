package io.rotakeep.core.enrollment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.AuthorizationStart.Started.Begun;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint.RevocationOutcome;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.PlainAnswers;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The whole of enrolment on fakes, with a token endpoint that takes any code. */
public final class FrontDesk {
  public static final ConnectionId ID = new ConnectionId("acme/new");
  private static final UUID STORE = UUID.fromString("9c1d1f3e-6a0d-4a3c-8f4e-0d6a7c5b2e10");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The codes that were presented, in order. */
  public final List<String> presented = new CopyOnWriteArrayList<>();

  public final EnrollmentDesk desk;
  private final Provider provider = SampleProviders.of(new RotationClass.Strict());
  private final TestDaemon daemon = TestDaemon.enrolled(provider);

  public FrontDesk() {
    Keyring keyring = Keyring.generate(RANDOM, new PlainKeyMemory());
    EnvelopeCipher cipher = new EnvelopeCipher(() -> keyring, RANDOM);
    RotationJournal journal =
        new RotationJournal(
            new FaultyWriteAheadLog(STORE, new MemoryWitness()), List.of(), new MapCache<>());
    this.desk =
        new EnrollmentDesk(
            new EnrollmentDesk.Stores(
                daemon.stores.connections(),
                daemon.stores.lineage(),
                daemon.stores.providers(),
                daemon.stores.pendingAuthorizations(),
                daemon.holds,
                daemon.engine.storedTokens()),
            new EnrollmentDesk.Asking(
                journal,
                new JournalledQuestion(
                    journal, this::answer, new PlainAnswers(), cipher, STORE, daemon.clock),
                new ClientCredentialSource(cipher, STORE),
                (_, _, _) -> new RevocationOutcome.Gone(),
                (_, _, _, _) -> Optional.empty()),
            new EnrollmentDesk.Keeping(daemon.secrets, new VerifierCipher(cipher, STORE), RANDOM),
            daemon.locks,
            new GrantLimits(
                new SharedGrants(
                    daemon.stores.connections(), daemon.stores.lineage(), daemon.holds),
                daemon.audit,
                (_, _) -> {},
                daemon.clock),
            daemon.audit,
            daemon.clock);
  }

  public MutableClock clock() {
    return daemon.clock;
  }

  public ConnectionStore connections() {
    return daemon.connections();
  }

  /** Begins for a connection that is not there yet. */
  public Begun begin(@Nullable String hint) {
    Wish wish = new Wish(List.of(), Map.of("team", "crm"), null, null, null);
    return (Begun)
        desk.start()
            .begin(
                new AuthorizationStart.Request(
                    ID,
                    provider.name(),
                    wish,
                    hint,
                    Labelling.of(new CallerId.DevCaller(), InstantSource.system())));
  }

  private TokenObservation answer(URI address, ClientCredentials client, TokenQuestion question) {
    SecretBytes code =
        switch (question) {
          case TokenQuestion.Exchange exchange -> exchange.code();
          case TokenQuestion.Refresh _ -> throw new IllegalArgumentException("only codes here");
        };
    presented.add(code.read(bytes -> new String(bytes, US_ASCII)));
    String tokens = "access_token=at-1\nrefresh_token=rt-1\ntoken_type=Bearer\nsub=ada\n";
    return new TokenObservation.Answered(
        200, null, "text/plain", SecretBytes.owning(tokens.getBytes(US_ASCII)), true);
  }
}
