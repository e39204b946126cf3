package io.rotakeep.core.bearer;

import io.rotakeep.core.caller.CallerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what a token says counts, and for whom it speaks then. Pure; signatures are others'. */
final class ClaimsJudge {
  /** How far the issuer's clock may be before ours. An end is an end all the same. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final String ACCOUNT = "system:serviceaccount:";

  private ClaimsJudge() {}

  sealed interface Judgement {
    record Names(CallerId caller) implements Judgement {}

    record Refused(TokenFault fault) implements Judgement {}
  }

  static Judgement judge(TrustedIssuer issuer, Claims claims, Instant now) {
    if (!claims.issuer().equals(issuer.issuer())) {
      return new Judgement.Refused(TokenFault.ISSUER);
    }
    // A second audience could use the token here (RFC 8725 section 3.9).
    if (!claims.audiences().equals(List.of(issuer.audience()))) {
      return new Judgement.Refused(TokenFault.AUDIENCE);
    }
    TokenFault untimely = untimely(issuer, claims, now);
    return untimely == null ? named(issuer, claims) : new Judgement.Refused(untimely);
  }

  private static @Nullable TokenFault untimely(TrustedIssuer issuer, Claims claims, Instant now) {
    Instant expires = claims.expires();
    if (!now.isBefore(expires)) {
      return TokenFault.EXPIRED;
    }
    Instant latest = now.plus(SKEW);
    Instant notBefore = claims.notBefore();
    if (claims.issued().isAfter(latest) || (notBefore != null && notBefore.isAfter(latest))) {
      return TokenFault.NOT_YET_VALID;
    }
    return Duration.between(claims.issued(), expires).compareTo(issuer.longestLife()) > 0
        ? TokenFault.TOO_LONG_LIVED
        : null;
  }

  private static Judgement named(TrustedIssuer issuer, Claims claims) {
    try {
      CallerId caller =
          switch (issuer.kind()) {
            case OIDC -> subject(issuer, claims);
            case KUBERNETES -> account(claims);
          };
      return caller == null
          ? new Judgement.Refused(TokenFault.SUBJECT)
          : new Judgement.Names(caller);
    } catch (IllegalArgumentException e) {
      // What the token calls its subject is no identity by our rules.
      return new Judgement.Refused(TokenFault.SUBJECT);
    }
  }

  private static @Nullable CallerId subject(TrustedIssuer issuer, Claims claims) {
    String subject = claims.subjects().get(issuer.subject());
    return subject == null ? null : new CallerId.OidcSubject(issuer.name(), subject);
  }

  /** A cluster says it twice, by {@code sub} and by {@code kubernetes.io}; they must agree. */
  private static @Nullable CallerId account(Claims claims) {
    String subject = claims.subjects().get(SubjectClaim.SUB);
    Claims.Account account = claims.account();
    return account != null && (ACCOUNT + account.namespace() + ":" + account.name()).equals(subject)
        ? new CallerId.ServiceAccount(account.namespace(), account.name())
        : null;
  }
}
