package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.net.URI;

/** The server's description of itself (RFC 8414, OpenID Connect Discovery). */
final class Metadata implements Answering {
  private final URI issuer;
  private final Behaviour behaviour;

  Metadata(URI issuer, Behaviour behaviour) {
    this.issuer = issuer;
    this.behaviour = behaviour;
  }

  Endpoints endpoints() {
    return new Endpoints(
        at(Endpoint.AUTHORIZATION),
        at(Endpoint.TOKEN),
        at(Endpoint.REVOCATION),
        at(Endpoint.INTROSPECTION),
        at(Endpoint.USERINFO));
  }

  URI at(Endpoint endpoint) {
    return issuer.resolve(endpoint.path());
  }

  @Override
  public HttpAnswer answer(HttpRequest request) {
    Endpoints endpoints = endpoints();
    Json json =
        new Json()
            .put("issuer", behaviour.publishedIssuer(issuer.toString()))
            .put("authorization_endpoint", endpoints.authorization().toString())
            .put("token_endpoint", endpoints.token().toString())
            .put("revocation_endpoint", endpoints.revocation().toString())
            .put("introspection_endpoint", endpoints.introspection().toString())
            .put("userinfo_endpoint", endpoints.userinfo().toString())
            .put("authorization_response_iss_parameter_supported", behaviour.promisesIssuer())
            .strings("response_types_supported", "code")
            .strings("grant_types_supported", "authorization_code", "refresh_token")
            .strings("code_challenge_methods_supported", "S256")
            .strings("subject_types_supported", "public")
            .strings(
                "token_endpoint_auth_methods_supported",
                "none",
                "client_secret_post",
                "client_secret_basic");
    return HttpAnswer.json(200, json.text());
  }
}
