package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;

/** Errors of the token endpoint in the server's dialect. */
final class Refusals {
  private Refusals() {}

  /** As each server says that a refresh token is dead. */
  static HttpAnswer ofDeadToken(Dialect dialect, String description) {
    return switch (dialect) {
      case Dialect.Standard _, Dialect.Salesforce _ ->
          OAuthError.badRequest("invalid_grant", description);
      case Dialect.Auth0 _, Dialect.Atlassian _ ->
          OAuthError.answer(403, "invalid_grant", "Unknown or invalid refresh token.");
      case Dialect.GitHub _ -> of(dialect, 200, "bad_refresh_token", description);
      case Dialect.Slack _ -> of(dialect, 200, "invalid_refresh_token", description);
      case Dialect.HubSpot _ ->
          of(dialect, 400, "BAD_REFRESH_TOKEN", "missing or invalid refresh token");
    };
  }

  /** Any error; who answers 200 whatever happens does so here. */
  static HttpAnswer of(Dialect dialect, int status, String error, String description) {
    return switch (dialect) {
      case Dialect.Standard _, Dialect.Salesforce _, Dialect.Auth0 _, Dialect.Atlassian _ ->
          OAuthError.answer(status, error, description);
      case Dialect.GitHub _ -> OAuthError.answer(200, error, description);
      case Dialect.Slack _ ->
          HttpAnswer.json(200, new Json().put("ok", false).put("error", error).text());
      case Dialect.HubSpot _ ->
          HttpAnswer.json(
              status,
              new Json()
                  .put("status", error)
                  .put("message", description)
                  .put("correlationId", "6356f281-f9bb-4454-926e-516aaac0104f")
                  .text());
    };
  }
}
