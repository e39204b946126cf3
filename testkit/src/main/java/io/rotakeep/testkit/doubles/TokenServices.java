package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.util.Optional;
import java.util.function.BiFunction;

/** Revocation (RFC 7009), introspection (RFC 7662), user info and the sample resource. */
final class TokenServices {
  private static final String BEARER = "Bearer ";

  private final String issuer;
  private final Dialect dialect;
  private final ClientAuthenticator authenticator;
  private final TokenStore tokens;

  TokenServices(
      String issuer, Dialect dialect, ClientAuthenticator authenticator, TokenStore tokens) {
    this.issuer = issuer;
    this.dialect = dialect;
    this.authenticator = authenticator;
    this.tokens = tokens;
  }

  HttpAnswer revoke(HttpRequest request) {
    return asClient(request, this::revoke);
  }

  HttpAnswer introspect(HttpRequest request) {
    return asClient(request, (_, token) -> HttpAnswer.json(200, describe(token).text()));
  }

  HttpAnswer userinfo(HttpRequest request) {
    return withAccessToken(request)
        .map(access -> HttpAnswer.json(200, person(access.chain().subject).text()))
        .orElseGet(TokenServices::unauthorized);
  }

  private Json person(String subject) {
    return switch (dialect) {
      case Dialect.Standard _,
          Dialect.Salesforce _,
          Dialect.Auth0 _,
          Dialect.Slack _,
          Dialect.HubSpot _ ->
          new Json().put("sub", subject);
      case Dialect.Atlassian _ -> new Json().put("account_id", subject).put("name", "A Person");
      case Dialect.GitHub github -> new Json().put("login", subject).put("id", github.user());
    };
  }

  HttpAnswer api(HttpRequest request) {
    return withAccessToken(request)
        .map(access -> new Json().put("ok", true).put("subject", access.chain().subject))
        .map(json -> HttpAnswer.json(200, json.text()))
        .orElseGet(TokenServices::unauthorized);
  }

  private HttpAnswer revoke(RegisteredClient client, String token) {
    boolean known = tokens.revoke(token, client.id());
    return switch (dialect) {
      case Dialect.Salesforce _ ->
          known
              ? HttpAnswer.empty(200)
              : OAuthError.badRequest("invalid_token", "the token is unknown or already gone");
      case Dialect.Standard _,
          Dialect.Auth0 _,
          Dialect.Atlassian _,
          Dialect.GitHub _,
          Dialect.Slack _,
          Dialect.HubSpot _ ->
          HttpAnswer.empty(200);
    };
  }

  private Json describe(String token) {
    Optional<AccessToken> access = tokens.livingAccess(token);
    if (access.isPresent()) {
      return describe(access.get().chain())
          .put("token_type", "Bearer")
          .put("iat", access.get().issued().getEpochSecond())
          .put("exp", access.get().expires().getEpochSecond());
    }
    return tokens
        .usableRefresh(token)
        .map(refresh -> describe(refresh.chain).put("iat", refresh.issued.getEpochSecond()))
        .orElseGet(() -> new Json().put("active", false));
  }

  private Json describe(Chain chain) {
    return new Json()
        .put("active", true)
        .put("iss", issuer)
        .put("client_id", chain.clientId)
        .put("sub", chain.subject)
        .put("scope", chain.scope);
  }

  private HttpAnswer asClient(
      HttpRequest request, BiFunction<RegisteredClient, String, HttpAnswer> action) {
    return switch (authenticator.check(request)) {
      case ClientAuthenticator.Check.Refused(HttpAnswer refusal) -> refusal;
      case ClientAuthenticator.Check.Known(RegisteredClient client) ->
          request
              .form()
              .first("token")
              .map(token -> action.apply(client, token))
              .orElseGet(() -> OAuthError.badRequest("invalid_request", "token is missing"));
    };
  }

  private Optional<AccessToken> withAccessToken(HttpRequest request) {
    return request
        .header("authorization")
        .filter(header -> header.startsWith(BEARER))
        .flatMap(header -> tokens.livingAccess(header.substring(BEARER.length()).strip()));
  }

  private static HttpAnswer unauthorized() {
    return OAuthError.answer(401, "invalid_token", "the access token is unknown or has ended")
        .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }
}
