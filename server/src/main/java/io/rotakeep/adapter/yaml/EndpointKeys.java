package io.rotakeep.adapter.yaml;

/** The keys below {@code endpoints}. */
final class EndpointKeys {
  static final Key.Omissible<String> AUTHORIZATION =
      endpoint("authorization", "authorize", "RFC 6749 §3.1, for the browser.");
  static final Key.Omissible<String> TOKEN =
      endpoint("token", "token", "RFC 6749 §3.2; its host cannot change while connections use it.");
  static final Key.Omissible<String> REVOCATION =
      endpoint("revocation", "revoke", "RFC 7009. Default: grants cannot be revoked there.");
  static final Key.Omissible<String> INTROSPECTION =
      endpoint("introspection", "introspect", "RFC 7662. Default: tokens are not looked up.");
  static final Key.Omissible<String> USERINFO =
      endpoint(
          "userinfo",
          "userinfo",
          "OpenID Connect Core §5.3, for the subject where the token answer does not name it.");

  static final Key.Omissible<Section> ENDPOINTS =
      Key.omissible(
          "endpoints",
          Kind.section(Keys.of(AUTHORIZATION, TOKEN, REVOCATION, INTROSPECTION, USERINFO)),
          "{token: \"https://login.example.com/token\"}",
          "Where to send what: https, or plain http on loopback. They take precedence over"
              + " discovery.");

  private EndpointKeys() {}

  private static Key.Omissible<String> endpoint(String name, String path, String reason) {
    return Key.omissible(name, ProviderKeys.URL, "https://login.example.com/" + path, reason);
  }
}
