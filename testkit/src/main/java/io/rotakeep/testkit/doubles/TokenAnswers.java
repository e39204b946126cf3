package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes token answers in the server's dialect and the shape of the moment. */
final class TokenAnswers {
  private final Dialect dialect;
  private final Duration accessTokenLife;
  private final Behaviour behaviour;

  TokenAnswers(Dialect dialect, Duration accessTokenLife, Behaviour behaviour) {
    this.dialect = dialect;
    this.accessTokenLife = accessTokenLife;
    this.behaviour = behaviour;
  }

  HttpAnswer granted(TokenPair pair, RegisteredClient client) {
    AnswerShape shape = behaviour.answers();
    Json json = new Json().put("access_token", pair.accessToken()).put("token_type", type(shape));
    if (pair.refreshToken() != null) {
      json.put("refresh_token", pair.refreshToken());
    }
    json.put("scope", shape.scope() == null ? pair.chain().scope : shape.scope());
    switch (dialect) {
      case Dialect.Standard _, Dialect.Auth0 _ -> json.put("sub", pair.chain().subject);
      case Dialect.Salesforce salesforce -> addSalesforce(json, salesforce, pair, client);
      case Dialect.Slack slack -> addSlack(json, slack, pair);
      case Dialect.HubSpot hubspot -> json.put("hub_id", hubspot.account());
      case Dialect.GitHub _, Dialect.Atlassian _ -> {
        // Whose token it is stands in userinfo only.
      }
    }
    switch (shape.expiresIn()) {
      case AnswerShape.Expiry.True _ -> addTrueLife(json);
      case AnswerShape.Expiry.Missing _ -> {
        // The member is left out.
      }
      case AnswerShape.Expiry.Literal(String text) -> json.literal("expires_in", text);
    }
    shape.extra().forEach(json::literal);
    return HttpAnswer.json(200, json.text());
  }

  HttpAnswer refused(String description) {
    return OAuthError.badRequest("invalid_grant", description);
  }

  HttpAnswer deadToken(String description) {
    return Refusals.ofDeadToken(dialect, description);
  }

  private String type(AnswerShape shape) {
    return dialect instanceof Dialect.Slack ? "bot" : shape.tokenType();
  }

  private void addTrueLife(Json json) {
    switch (dialect) {
      case Dialect.Salesforce _ -> {
        // Salesforce never says how long an access token lives.
      }
      case Dialect.Standard _,
          Dialect.Auth0 _,
          Dialect.Atlassian _,
          Dialect.GitHub _,
          Dialect.Slack _,
          Dialect.HubSpot _ ->
          json.put("expires_in", accessTokenLife.toSeconds());
    }
  }

  private static void addSalesforce(
      Json json, Dialect.Salesforce salesforce, TokenPair pair, RegisteredClient client) {
    String organization = salesforce.organization();
    String id = "https://login.salesforce.com/id/" + organization + "/" + pair.chain().subject;
    String issuedAt = Long.toString(pair.issued().toEpochMilli());
    json.put("instance_url", salesforce.instanceUrl().toString())
        .put("id", id)
        .put("issued_at", issuedAt)
        .put("signature", signature(client.secret().orElse(client.id()), id + issuedAt));
  }

  private static void addSlack(Json json, Dialect.Slack slack, TokenPair pair) {
    json.put("ok", true)
        .put("bot_user_id", "U0KRQLJ9H")
        .literal("team", new Json().put("id", slack.team()).put("name", "A Team").text())
        .literal("enterprise", "null")
        .literal("authed_user", new Json().put("id", pair.chain().subject).text());
  }

  private static String signature(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
