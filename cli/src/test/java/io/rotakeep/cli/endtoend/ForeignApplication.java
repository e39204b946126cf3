package io.rotakeep.cli.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.authorization.Account;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.http.Form;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** Deals with the authorization server by itself, as applications do without the daemon. */
final class ForeignApplication {
  private static final URI CALLBACK = URI.create("http://127.0.0.1:9/oauth/callback");
  static final String VERIFIER = "a".repeat(43);

  private final AuthorizationServer server;
  private final RegisteredClient client;
  private final List<String> scopes;

  /** One in the name of the public client. */
  ForeignApplication(AuthorizationServer server, List<String> scopes) {
    this.server = server;
    this.client = server.client(ClientKind.PUBLIC);
    this.scopes = scopes;
  }

  /** A refresh token for this user. */
  String refreshToken(String user) throws Exception {
    Account account = server.account(user);
    Form question =
        Form.of(
            "response_type",
            "code",
            "client_id",
            client.id(),
            "redirect_uri",
            CALLBACK.toString(),
            "scope",
            String.join(" ", scopes),
            "login_hint",
            account.name(),
            "prompt",
            "consent",
            "state",
            "state",
            "code_challenge",
            challenge(),
            "code_challenge_method",
            "S256");
    try (var browser = new Browser(account.user())) {
      URI start = URI.create(server.endpoints().authorization() + "?" + question.encoded());
      String code = browser.visitUntil(start, CALLBACK).parameters().first("code").orElseThrow();
      return exchange(code);
    }
  }

  /** The successor of the refresh token; empty if it is refused. */
  String refresh(String token) throws Exception {
    return refreshTokenFor(
        Form.of("grant_type", "refresh_token", "client_id", client.id(), "refresh_token", token));
  }

  private String exchange(String code) throws Exception {
    return refreshTokenFor(
        Form.of(
            "grant_type",
            "authorization_code",
            "client_id",
            client.id(),
            "redirect_uri",
            CALLBACK.toString(),
            "code",
            code,
            "code_verifier",
            VERIFIER));
  }

  private String refreshTokenFor(Form form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.endpoints().token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.encoded()))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      String body = http.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("refresh_token").asText();
    }
  }

  private static String challenge() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
