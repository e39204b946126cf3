package io.rotakeep.core.enrollment;

import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the browser's way back: checks who returns, with what, from which issuer, and lets the code
 * be exchanged once at most. Thread-safe: of two that return with one state, one goes on.
 */
public final class AuthorizationCompletion implements BrowserVisits {
  private final PendingAuthorizationStore pending;
  private final ProviderStore providers;
  private final VerifierCipher verifiers;
  private final CodeExchange exchange;
  private final EnrollmentTrail trail;
  private final InstantSource clock;

  AuthorizationCompletion(
      PendingAuthorizationStore pending,
      ProviderStore providers,
      VerifierCipher verifiers,
      CodeExchange exchange,
      EnrollmentTrail trail,
      InstantSource clock) {
    this.pending = pending;
    this.providers = providers;
    this.verifiers = verifiers;
    this.exchange = exchange;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * What came back (RFC 6749 §4.1.2, RFC 9207 §2). The receiver closes the code.
   *
   * @param code null if an error came
   * @param error null if a code came
   * @param bearer who brings it
   */
  public record Return(
      String state,
      @Nullable SecretBytes code,
      @Nullable String issuer,
      @Nullable String error,
      Bearer bearer) {}

  /** Who brings an answer back. */
  public sealed interface Bearer {
    /**
     * @param cookie of the browser, if it has one
     */
    record Browser(@Nullable String cookie) implements Bearer {}

    /**
     * @param caller the application's name
     */
    record Application(String caller) implements Bearer {}
  }

  @Override
  public Optional<URI> depart(String state, String cookie) {
    PendingAuthorization row = waiting(state).orElse(null);
    Provider provider = row == null ? null : providers.find(row.provider()).orElse(null);
    if (row == null || provider == null || !binds(row, cookie)) {
      return Optional.empty();
    }
    // The address is made anew: it holds the state, which is kept nowhere.
    try (SecretBytes verifier = verifiers.decrypt(row, provider)) {
      return Optional.of(
          AuthorizationUrl.of(provider, row.wish(), state, Pkce.challenge(verifier)));
    }
  }

  /** Whether the cookie's browser is the one that goes on; the first to come is. */
  private boolean binds(PendingAuthorization row, String cookie) {
    boolean unbound = row.phase() instanceof Phase.Waiting(var bound) && bound == null;
    return unbound
        ? pending.advance(row, row.in(new Phase.Waiting(OneTimeSecret.hash(cookie))))
        : belongsTo(row, new Bearer.Browser(cookie));
  }

  @Override
  public EnrollmentResult complete(Return returned) {
    Optional<PendingAuthorization> found =
        waiting(returned.state()).filter(row -> belongsTo(row, returned.bearer()));
    Optional<Provider> provider = found.flatMap(row -> providers.find(row.provider()));
    if (found.isEmpty() || provider.isEmpty()) {
      return trail.told("", new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null));
    }
    PendingAuthorization row = found.get();
    return trail.told(row.connection().value(), judged(row, provider.get(), returned));
  }

  private EnrollmentResult judged(PendingAuthorization row, Provider provider, Return returned) {
    URI returnUrl = row.wish().returnUrl();
    if (!issuerMatches(provider, returned.issuer())) {
      pending.delete(row.stateHash());
      return new EnrollmentResult.Refused(Cause.ISSUER_MISMATCH, "", returnUrl);
    }
    SecretBytes code = returned.code();
    if (returned.error() != null || code == null) {
      pending.delete(row.stateHash());
      return new EnrollmentResult.Refused(Cause.DENIED, safe(returned.error()), returnUrl);
    }
    PendingAuthorization exchanging = row.in(new Phase.Exchanging());
    if (!pending.advance(row, exchanging)) {
      return new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null);
    }
    return exchange.exchange(exchanging, provider, code);
  }

  /** What the provider demanded to be confirmed is confirmed by the application that began. */
  public EnrollmentResult confirm(String ticket, String caller) {
    if (!OneTimeSecret.isWellFormed(ticket)) {
      return new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null);
    }
    Optional<PendingAuthorization> found =
        pending
            .findByTicket(OneTimeSecret.hash(ticket))
            .filter(row -> clock.instant().isBefore(row.expires()))
            .filter(row -> row.startedBy().equals(caller));
    Optional<Provider> provider = found.flatMap(row -> providers.find(row.provider()));
    if (found.isEmpty() || provider.isEmpty()) {
      return trail.told("", new EnrollmentResult.Refused(Cause.STATE_UNKNOWN, "", null));
    }
    PendingAuthorization row = found.get();
    return trail.told(row.connection().value(), exchange.confirm(row, provider.get()));
  }

  private Optional<PendingAuthorization> waiting(String state) {
    if (!OneTimeSecret.isWellFormed(state)) {
      return Optional.empty();
    }
    return pending
        .find(OneTimeSecret.hash(state))
        .filter(row -> row.phase() instanceof Phase.Waiting)
        .filter(row -> clock.instant().isBefore(row.expires()));
  }

  private static boolean belongsTo(PendingAuthorization row, Bearer bearer) {
    return switch (bearer) {
      case Bearer.Application(String caller) -> row.startedBy().equals(caller);
      case Bearer.Browser(var cookie) ->
          !(row.phase() instanceof Phase.Waiting(var bound))
              || bound == null
              || (cookie != null && equal(bound, OneTimeSecret.hash(cookie)));
    };
  }

  private static boolean issuerMatches(Provider provider, @Nullable String issuer) {
    return issuer == null
        ? !provider.authorization().issuerInResponse()
        : issuer.equals(provider.issuer().toString());
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  /** An error code of the RFC's alphabet, or nothing: what else came is not repeated. */
  private static String safe(@Nullable String error) {
    boolean plain =
        error != null
            && error.length() <= 64
            && error.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_' || c == '-');
    return plain && error != null ? error : "";
  }
}
