package io.rotakeep.testkit.doubles;

import java.util.Arrays;
import java.util.Optional;

/** The places a client can ask at. */
public enum Endpoint {
  METADATA("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
  AUTHORIZATION("/authorize"),
  TOKEN("/token"),
  REVOCATION("/revoke"),
  INTROSPECTION("/introspect"),
  USERINFO("/userinfo"),
  /** A resource server that takes any living access token. */
  API("/api");

  private final String path;
  private final String alias;

  Endpoint(String path) {
    this(path, path);
  }

  Endpoint(String path, String alias) {
    this.path = path;
    this.alias = alias;
  }

  String path() {
    return path;
  }

  static Optional<Endpoint> at(String path) {
    return Arrays.stream(values())
        .filter(endpoint -> path.equals(endpoint.path) || path.equals(endpoint.alias))
        .findFirst();
  }
}
