package io.rotakeep.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.http.Form;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An OAuth client that does as it is told, wrong things included. */
public final class TestClient implements AutoCloseable {
  /** The example of RFC 7636, appendix B. */
  public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  public static final String CALLBACK = "http://127.0.0.1:9999/oauth/callback";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoints endpoints;
  private final RegisteredClient client;
  private final HttpClient http = HttpClient.newHttpClient();

  public TestClient(Endpoints endpoints, RegisteredClient client) {
    this.endpoints = endpoints;
    this.client = client;
  }

  /** A status and what came with it. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public JsonNode json() throws IOException {
      return JSON.readTree(response.body());
    }

    public String refreshToken() throws IOException {
      return json().path("refresh_token").asText();
    }

    public String accessToken() throws IOException {
      return json().path("access_token").asText();
    }

    public String error() throws IOException {
      return json().path("error").asText();
    }
  }

  public URI authorizationUrl(String... more) {
    List<Form.Field> fields =
        new ArrayList<>(
            Form.of(
                    "response_type", "code",
                    "client_id", client.id(),
                    "redirect_uri", CALLBACK,
                    "scope", "openid offline_access",
                    "state", "state-1",
                    "code_challenge", CHALLENGE,
                    "code_challenge_method", "S256",
                    "prompt", "consent")
                .fields());
    List<Form.Field> replaced = Form.of(more).fields();
    fields.removeIf(field -> replaced.stream().anyMatch(r -> r.name().equals(field.name())));
    fields.addAll(replaced.stream().filter(field -> !field.value().isEmpty()).toList());
    return URI.create(endpoints.authorization() + "?" + new Form(fields).encoded());
  }

  /** Takes a new user through the flow and redeems the code. */
  public Answer enrol(String subject) throws IOException, InterruptedException {
    try (var browser = new Browser()) {
      return enrol(subject, browser);
    }
  }

  public Answer enrol(String subject, Browser browser) throws IOException, InterruptedException {
    Page page = browser.visitUntil(authorizationUrl("login_hint", subject), URI.create(CALLBACK));
    return exchange(page.parameters().first("code").orElseThrow(), VERIFIER);
  }

  public Answer exchange(String code, String verifier) throws IOException, InterruptedException {
    return token(
        "grant_type", "authorization_code",
        "code", code,
        "redirect_uri", CALLBACK,
        "code_verifier", verifier);
  }

  public Answer refresh(String token) throws IOException, InterruptedException {
    return token("grant_type", "refresh_token", "refresh_token", token);
  }

  public Answer token(String... form) throws IOException, InterruptedException {
    return post(endpoints.token(), form);
  }

  public Answer revoke(String token) throws IOException, InterruptedException {
    return post(endpoints.revocation(), "token", token);
  }

  public Answer introspect(String token) throws IOException, InterruptedException {
    return post(endpoints.introspection(), "token", token);
  }

  /** Asks a resource with an access token. */
  public Answer get(URI resource, String accessToken) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(resource).header("Authorization", "Bearer " + accessToken).build());
  }

  /** Posts the form with the client's own authentication. */
  public Answer post(URI endpoint, String... form) throws IOException, InterruptedException {
    List<Form.Field> fields = new ArrayList<>(Form.of(form).fields());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-www-form-urlencoded");
    switch (client.kind()) {
      case PUBLIC -> fields.add(new Form.Field("client_id", client.id()));
      case CONFIDENTIAL_POST -> {
        fields.add(new Form.Field("client_id", client.id()));
        fields.add(new Form.Field("client_secret", client.secret().orElseThrow()));
      }
      case CONFIDENTIAL_BASIC -> request.header("Authorization", basic());
    }
    return send(
        request.POST(HttpRequest.BodyPublishers.ofString(new Form(fields).encoded())).build());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    return new Answer(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private String basic() {
    String pair = encode(client.id()) + ':' + encode(client.secret().orElseThrow());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The server's own client of the given kind. */
  public static TestClient at(AuthorizationServer server, ClientKind kind) {
    return new TestClient(server.endpoints(), server.client(kind));
  }
}
