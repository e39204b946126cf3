package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One authorization server and our client registration at it.
 *
 * @param preset the shipped description that the operator's file overlaid; null if none
 * @param issuer compared as a string, never normalized (RFC 9207 §2.4)
 * @param revision counts applied changes, from 1; the API's etag
 */
public record Provider(
    ProviderName name,
    @Nullable String preset,
    URI issuer,
    Endpoints endpoints,
    OAuthClient client,
    AuthorizationRules authorization,
    TokenRules tokens,
    Disclosure disclosure,
    long revision) {

  public Provider {
    SafeAddress.check("issuer", issuer);
    if (issuer.getRawQuery() != null) {
      throw new InvalidFieldException("issuer", "must have no query (RFC 8414 section 2)");
    }
  }

  /** Whom to tell of an incident and from when which control is due; each null if unknown. */
  public record Disclosure(
      @Nullable String securityContact,
      @Nullable LocalDate pkceDue,
      @Nullable LocalDate rotationDue) {}

  /**
   * Whether {@code other} would make stored refresh tokens unusable: they are bound to issuer,
   * token host and client id.
   */
  public boolean bindsTokensLike(Provider other) {
    return issuer.equals(other.issuer)
        && endpoints.tokenHost().equals(other.endpoints.tokenHost())
        && client.id().equals(other.client.id());
  }
}
