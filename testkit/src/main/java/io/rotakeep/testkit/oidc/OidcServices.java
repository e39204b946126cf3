package io.rotakeep.testkit.oidc;

import io.rotakeep.testkit.authorization.ClientCredentials;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServiceTokens;
import io.rotakeep.testkit.http.Form;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens of services: signed, for the resource that the request names (RFC 8707). */
record OidcServices(URI issuer, URI endpoint, HttpClient http) implements ServiceTokens {
  @Override
  public Optional<Path> authority() {
    return Optional.empty();
  }

  @Override
  public String subjectClaim() {
    return "sub";
  }

  @Override
  public String token(RegisteredService service, String audience) {
    return ClientCredentials.accessToken(
        http, endpoint, service, new Form.Field("resource", audience));
  }

  /** As oidc-provider takes it. */
  static Map<String, Object> metadata(RegisteredService service) {
    return Map.of(
        "client_id",
        service.id(),
        "client_secret",
        service.secret(),
        "token_endpoint_auth_method",
        "client_secret_post",
        "grant_types",
        List.of("client_credentials"),
        "response_types",
        List.of(),
        "redirect_uris",
        List.of());
  }
}
