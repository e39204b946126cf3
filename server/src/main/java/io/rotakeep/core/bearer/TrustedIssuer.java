package io.rotakeep.core.bearer;

import java.time.Duration;

/**
 * Somebody whose tokens say who calls.
 *
 * @param name what policies and audit call it
 * @param issuer what {@code iss} must be, byte by byte
 * @param audience what {@code aud} must be, and nothing beside it
 * @param subject the claim that names the caller; of a cluster always {@code sub}
 * @param longestLife from {@code iat} to {@code exp}
 */
public record TrustedIssuer(
    String name,
    Kind kind,
    String issuer,
    String audience,
    SubjectClaim subject,
    Duration longestLife) {

  /** What its subjects are. */
  public enum Kind {
    /** Clients or people of an OpenID provider: {@code oidc:name/subject}. */
    OIDC,
    /** Service accounts of a cluster: {@code k8s:namespace/name}. */
    KUBERNETES
  }
}
