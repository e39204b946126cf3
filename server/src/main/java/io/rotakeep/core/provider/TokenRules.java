package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long tokens live here and what a refresh does to them.
 *
 * @param idleTtl how long a refresh token lives without use; null if for ever
 * @param absoluteTtl how long a grant lives at all; null if for ever
 */
public record TokenRules(
    RotationClass rotation,
    BlastRadius blastRadius,
    AccessTokenRules access,
    @Nullable Duration idleTtl,
    @Nullable Duration absoluteTtl) {

  public TokenRules {
    checkPositive("refresh_token.idle_ttl", idleTtl);
    checkPositive("refresh_token.absolute_ttl", absoluteTtl);
    switch (rotation) {
      case RotationClass.Window(Duration length) -> checkPositive("rotation.window", length);
      case RotationClass.Count(int extraUses) when extraUses < 1 ->
          throw new InvalidFieldException("rotation.count", "must be at least 1");
      case RotationClass.Count _,
          RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Strict _,
          RotationClass.Family _,
          RotationClass.Mixed _ -> {}
    }
  }

  /**
   * @param defaultTtl the life of an access token whose answer does not state one
   * @param introspect whether the server may be asked for that life instead (RFC 7662)
   * @param refreshMargin how long before its end a token is refreshed while it is still served
   * @param attributes members of the answer that callers receive
   * @param attributeHosts hosts that an attribute which is a URL may name
   * @param serveToEnd whether a connection that needs re-authorization serves its living token
   */
  public record AccessTokenRules(
      Duration defaultTtl,
      boolean introspect,
      Duration refreshMargin,
      List<String> attributes,
      List<HostPattern> attributeHosts,
      boolean serveToEnd) {

    public AccessTokenRules {
      checkPositive("access_token.default_ttl", defaultTtl);
      if (refreshMargin.isNegative()) {
        throw new InvalidFieldException("access_token.refresh_margin", "must not be negative");
      }
      attributes = List.copyOf(attributes);
      attributeHosts = List.copyOf(attributeHosts);
    }
  }

  private static void checkPositive(String field, @Nullable Duration value) {
    if (value != null && (value.isNegative() || value.isZero())) {
      throw new InvalidFieldException(field, "must be longer than zero");
    }
  }
}
