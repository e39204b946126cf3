package io.rotakeep.core.enrollment;

import io.rotakeep.core.BugException;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.Labels;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.provider.Scopes;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins the authorization code flow with PKCE. Thread-safe. */
public final class AuthorizationStart {
  public static final Duration LIFE = Duration.ofMinutes(10);
  private static final int MOST_SCOPES = 100;

  private final ConnectionStore connections;
  private final LineageStore lineage;
  private final ProviderStore providers;
  private final PendingAuthorizationStore pending;
  private final ConnectionLocks locks;
  private final VerifierCipher verifiers;
  private final AuditDevice audit;
  private final SecureRandom random;
  private final InstantSource clock;

  public AuthorizationStart(
      ConnectionStore connections,
      LineageStore lineage,
      ProviderStore providers,
      PendingAuthorizationStore pending,
      ConnectionLocks locks,
      VerifierCipher verifiers,
      AuditDevice audit,
      SecureRandom random,
      InstantSource clock) {
    this.connections = connections;
    this.lineage = lineage;
    this.providers = providers;
    this.pending = pending;
    this.locks = locks;
    this.verifiers = verifiers;
    this.audit = audit;
    this.random = random;
    this.clock = clock;
  }

  /**
   * @param provider may be null for a connection that exists
   * @param loginHint passed on; null if none
   * @param rights of the caller, who alone may go on with it
   */
  public record Request(
      ConnectionId connection,
      @Nullable ProviderName provider,
      Wish wish,
      @Nullable String loginHint,
      LabelRights rights) {
    String startedBy() {
      return rights.caller().name();
    }
  }

  /** What came of it. */
  public sealed interface Started {
    record Begun(URI authorizationUrl, String state, Instant expires) implements Started {
      /** The state stays out of logs. */
      @Override
      public String toString() {
        return "Begun[" + expires + "]";
      }
    }

    /** There is no such connection, and it is not the caller's to bring in. */
    record NotAllowed() implements Started {}

    record NoSuchProvider() implements Started {}

    /** The connection belongs to another provider. */
    record OtherProvider() implements Started {}
  }

  public Started begin(Request request) {
    Connection existing = connections.find(request.connection()).orElse(null);
    if (existing == null && !request.rights().mayBringIn(request.connection().value())) {
      return new Started.NotAllowed();
    }
    ProviderName choice = request.provider();
    if (existing == null && choice == null) {
      throw new InvalidFieldException("provider", "is required for a new connection");
    }
    if (existing != null && choice != null && !choice.equals(existing.provider())) {
      return new Started.OtherProvider();
    }
    ProviderName name = choice != null ? choice : providerOf(existing);
    Optional<Provider> provider = providers.find(name);
    if (provider.isEmpty()) {
      return new Started.NoSuchProvider();
    }
    String hint = request.loginHint();
    OneLine.check("login_hint", hint);
    Wish wish = checked(request.wish(), provider.get(), existing).hinting(hint);
    requireLabels(request, existing);
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.ENROLLMENT_STARTED,
            AuditOutcome.BEGUN,
            request.startedBy(),
            request.connection().value(),
            0,
            "",
            "",
            ""));
    if (existing == null && !createPending(request, provider.get())) {
      return new Started.OtherProvider();
    }
    return register(request, provider.get(), wish.withLabels(yetToGive(request, existing)));
  }

  /**
   * @throws io.rotakeep.core.caller.GuardedLabelException if the labels may not be given so
   */
  private static void requireLabels(Request request, @Nullable Connection existing) {
    Map<String, String> given = request.wish().labels();
    if (existing == null) {
      request.rights().requireToCreate(request.connection().value(), given);
    } else {
      Map<String, String> after = new HashMap<>(existing.labels());
      after.putAll(given);
      request.rights().requireToChange(existing.labels(), after);
    }
  }

  /**
   * What the consent may still add. A label by which a policy goes and that is there already is not
   * given again: somebody may take it away meanwhile.
   */
  private static Map<String, String> yetToGive(Request request, @Nullable Connection existing) {
    Map<String, String> given = request.wish().labels();
    Map<String, String> there = existing == null ? given : existing.labels();
    Map<String, String> left = new HashMap<>(given);
    left.entrySet()
        .removeIf(
            label ->
                request.rights().isGuarded(label.getKey())
                    && label.getValue().equals(there.get(label.getKey())));
    return left;
  }

  private static Wish checked(Wish wish, Provider provider, @Nullable Connection existing) {
    if (wish.scopes().size() > MOST_SCOPES) {
      throw new InvalidFieldException("scopes", "may be " + MOST_SCOPES + " at the most");
    }
    Scopes.checkAll("scopes", wish.scopes());
    Labels.check(wish.labels());
    URI returnUrl = wish.returnUrl();
    if (returnUrl != null && !provider.authorization().permitsReturnTo(returnUrl)) {
      throw new InvalidFieldException("return_url", "must be one of the provider's return_urls");
    }
    String subject = wish.expectedSubject();
    OneLine.check("expected_subject", subject);
    String pinned = pinnedHost(existing);
    String asked = wish.loginHost();
    if (asked != null && !provider.authorization().permitsLoginHost(asked)) {
      throw new InvalidFieldException("login_host", "must be one of the provider's login_hosts");
    }
    if (asked != null && pinned != null && !asked.equals(pinned)) {
      throw new InvalidFieldException("login_host", "must be the host the connection has pinned");
    }
    List<String> scopes =
        wish.scopes().isEmpty() ? provider.authorization().scopes() : wish.scopes();
    return new Wish(scopes, wish.labels(), asked == null ? pinned : asked, subject, returnUrl);
  }

  private static ProviderName providerOf(@Nullable Connection existing) {
    if (existing == null) {
      throw new BugException("a new connection was let through without a provider");
    }
    return existing.provider();
  }

  private static @Nullable String pinnedHost(@Nullable Connection existing) {
    Grant grant = existing == null ? null : existing.grant();
    return grant == null ? null : grant.loginHost();
  }

  /** False if somebody else created it first, at another provider. */
  private boolean createPending(Request request, Provider provider) {
    Tombstone last = lineage.findTombstone(request.connection()).orElse(null);
    Connection row =
        Connection.pending(
            request.connection(), provider.name(), last, request.wish().labels(), clock.instant());
    return locks.whileHolding(
        request.connection(),
        lock ->
            connections.create(lock, row)
                || connections.find(row.id()).stream()
                    .allMatch(found -> found.provider().equals(row.provider())));
  }

  private Started register(Request request, Provider provider, Wish wish) {
    String state = OneTimeSecret.create(random);
    String hash = OneTimeSecret.hash(state);
    Instant expires = clock.instant().plus(LIFE);
    try (SecretBytes verifier = Pkce.newVerifier(random)) {
      pending.insert(
          new PendingAuthorization(
              hash,
              request.connection(),
              provider.name(),
              wish,
              request.startedBy(),
              verifiers.encrypt(hash, provider, verifier),
              new Phase.Waiting(null),
              expires));
      URI url = AuthorizationUrl.of(provider, wish, state, Pkce.challenge(verifier));
      return new Started.Begun(url, state, expires);
    }
  }
}
