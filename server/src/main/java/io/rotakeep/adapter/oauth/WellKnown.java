package io.rotakeep.adapter.oauth;

import java.net.URI;
import java.util.List;

/** Where an issuer publishes its metadata. */
final class WellKnown {
  private WellKnown() {}

  /** RFC 8414 §3.1, where the issuer's path comes last; then OpenID Connect Discovery §4. */
  static List<URI> placesOf(URI issuer) {
    String path = issuer.getRawPath() == null ? "" : issuer.getRawPath();
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
    return List.of(
        URI.create(origin + "/.well-known/oauth-authorization-server" + base),
        URI.create(origin + base + "/.well-known/openid-configuration"));
  }
}
