package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.UserinfoEndpoint;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.JournalledQuestion;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.StoredTokens;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The parts of the authorization code flow, put together once. */
public final class EnrollmentDesk {
  private final AuthorizationStart start;
  private final AuthorizationCompletion completion;
  private final CodeExchange exchange;

  /** What enrolment reads and writes; the journalled views. */
  public record Stores(
      ConnectionStore connections,
      LineageStore lineage,
      ProviderStore providers,
      PendingAuthorizationStore pending,
      Holds holds,
      StoredTokens storedTokens) {}

  /** What enrolment asks with. */
  public record Asking(
      RotationJournal journal,
      JournalledQuestion questions,
      ClientCredentialSource credentials,
      RevocationEndpoint revocation,
      UserinfoEndpoint userinfo) {}

  /** What keeps its secrets. */
  public record Keeping(ConnectionSecrets secrets, VerifierCipher verifiers, SecureRandom random) {}

  public EnrollmentDesk(
      Stores stores,
      Asking asking,
      Keeping keeping,
      ConnectionLocks locks,
      GrantLimits limits,
      AuditDevice audit,
      InstantSource clock) {
    EnrollmentTrail trail = new EnrollmentTrail(stores.providers(), limits, audit, clock);
    this.start =
        new AuthorizationStart(
            stores.connections(),
            stores.lineage(),
            stores.providers(),
            stores.pending(),
            locks,
            keeping.verifiers(),
            audit,
            keeping.random(),
            clock);
    this.exchange =
        new CodeExchange(
            stores.pending(),
            stores.connections(),
            stores.providers(),
            asking.questions(),
            asking.journal(),
            asking.credentials(),
            keeping.verifiers(),
            ending(stores, asking, keeping, locks, trail, clock),
            clock);
    this.completion =
        new AuthorizationCompletion(
            stores.pending(), stores.providers(), keeping.verifiers(), exchange, trail, clock);
  }

  private static CodeExchange.Ending ending(
      Stores stores,
      Asking asking,
      Keeping keeping,
      ConnectionLocks locks,
      EnrollmentTrail trail,
      InstantSource clock) {
    EarlierAdoptions earlier = new EarlierAdoptions(stores.lineage(), keeping.secrets());
    GrantAdoption adoption =
        new GrantAdoption(
            stores.connections(),
            stores.lineage(),
            locks,
            keeping.secrets(),
            earlier,
            stores.holds(),
            stores.storedTokens(),
            clock);
    return new CodeExchange.Ending(
        adoption,
        new SubjectFinder(asking.userinfo()),
        new StrayGrants(
            asking.revocation(), asking.credentials(), keeping.secrets(), earlier, stores.holds()),
        trail,
        keeping.random());
  }

  public AuthorizationStart start() {
    return start;
  }

  public AuthorizationCompletion completion() {
    return completion;
  }

  /** Ends the exchanges that a crash interrupted. */
  public CodeExchange exchange() {
    return exchange;
  }
}
