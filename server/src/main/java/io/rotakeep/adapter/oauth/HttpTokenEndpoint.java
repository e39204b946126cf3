package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import java.net.URI;
import java.util.Locale;

/** A token endpoint over HTTP: one POST, nothing in its URI, never a second one. */
public final class HttpTokenEndpoint implements TokenEndpoint {
  static final int BODY_LIMIT = 64 * 1024;

  private final OutboundHttp http;

  public HttpTokenEndpoint(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
  }

  @Override
  public TokenObservation ask(URI endpoint, ClientCredentials client, TokenQuestion question) {
    if (!Outgoing.canProve(client.method())) {
      return new TokenObservation.NotSent(
          client.method().name().toLowerCase(Locale.ROOT) + " is not supported yet");
    }
    try (Outgoing outgoing = Outgoing.asked(endpoint, client, body -> write(question, body))) {
      return http.send(outgoing, BODY_LIMIT);
    }
  }

  private static void write(TokenQuestion question, RequestBody body) {
    switch (question) {
      case TokenQuestion.Refresh refresh ->
          body.add("grant_type", "refresh_token").add("refresh_token", refresh.refreshToken());
      case TokenQuestion.Exchange exchange ->
          body.add("grant_type", "authorization_code")
              .add("code", exchange.code())
              .add("redirect_uri", exchange.redirectUri().toString())
              .add("code_verifier", exchange.verifier());
    }
  }
}
