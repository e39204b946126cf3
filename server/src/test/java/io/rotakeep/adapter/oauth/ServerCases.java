package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.client;
import static io.rotakeep.adapter.oauth.Exchanges.secret;
import static io.rotakeep.adapter.oauth.Exchanges.within;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.ServerMetadata.Discovery;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.Row;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers at the wrong place, with a bad document, odd headers, or clients with odd names. */
final class ServerCases {
  private static final String NOT_SENT = "nothing is sent";
  private static final String NOT_USABLE = "INVALID_ARGUMENT `INVALID_FIELD` of `discovery`";
  private static final String BOUNDED = "ignored, or cut to a bound";
  private static final String ENCODED = "form-encoded (RFC 6749 §2.3.1)";
  private static final int HEADER = 64;

  private ServerCases() {}

  static List<BadInput> all() {
    List<BadInput> cases = new ArrayList<>();
    places(cases);
    documents(cases);
    headers(cases);
    clients(cases);
    return cases;
  }

  private static void places(List<BadInput> cases) {
    for (String url :
        List.of(
            "http://idp.example/token",
            "https://user:word@127.0.0.1/token",
            "https://0.0.0.0/token",
            "https://10.0.0.1/token",
            "https://100.64.0.1/token",
            "https://169.254.169.254/latest/meta-data",
            "https://172.16.0.1/token",
            "https://192.168.0.1:22/token",
            "https://192.0.0.192/token",
            "https://224.0.0.1/token",
            "https://255.255.255.255/token",
            "https://2130706433/token",
            "https://127.1/token",
            "https://127.0.0.2/token",
            "https://localhost./token",
            "https://LOCALHOST/token",
            "https://[::]/token",
            "https://[::ffff:127.0.0.1]/token",
            "https://[::ffff:169.254.169.254]/token",
            "https://[64:ff9b::7f00:1]/token",
            "https://[fe80::1]/token",
            "https://[fd00:ec2::254]/token",
            "https://[2002:7f00:1::]/token",
            "file:///etc/passwd",
            "ftp://idp.example/token")) {
      cases.add(new BadInput(Row.B34, url, NOT_SENT, () -> asked(URI.create(url))));
    }
    cases.add(
        new BadInput(
            Row.B34, "a redirect to 169.254.169.254", "the redirect is the answer", () -> moved()));
  }

  private static String asked(URI endpoint) {
    return Exchanges.refresh(endpoint, AMPLE) instanceof TokenObservation.NotSent(String cause)
            && cause.length() < 200
        ? NOT_SENT
        : "sent";
  }

  private static String moved() throws Exception {
    String answer =
        "HTTP/1.1 307 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server = ScriptedServer.answering(answer)) {
      TokenObservation seen = Exchanges.refresh(server.uri("/token"), AMPLE);
      return seen instanceof TokenObservation.Answered answered && answered.status() == 307
          ? "the redirect is the answer"
          : seen.toString();
    }
  }

  private static void documents(List<BadInput> cases) {
    document(cases, "another issuer", issuer -> good("https://evil.example", ""));
    document(cases, "the issuer with a slash", issuer -> good(issuer + "/", ""));
    document(cases, "the issuer in capitals", issuer -> good(issuer.replace("http", "HTTP"), ""));
    document(cases, "no PKCE with S256", issuer -> good(issuer, methods("plain")));
    document(cases, "two issuers", issuer -> good(issuer, ", \"issuer\": \"" + issuer + "\""));
    document(cases, "5 MiB", issuer -> good(issuer, ", \"x\": \"" + "y".repeat(5 << 20) + "\""));
    document(cases, "deep nesting", issuer -> good(issuer, ", \"x\": " + "[".repeat(5000)));
    document(cases, "a byte order mark", issuer -> "\ufeff" + good(issuer, ""));
    document(cases, "a list", issuer -> "[" + good(issuer, "") + "]");
    document(cases, "a page for people", _ -> "<html><script>alert(1)</script></html>");
    document(cases, "nothing", _ -> "");
    for (String endpoint :
        List.of(
            "http://as.example/token",
            "file:///etc/passwd",
            "https://u:p@as.example/token",
            "https://as.example/token#x",
            "//as.example/token",
            "https://as.example/\\u202e",
            "7")) {
      document(
          cases,
          "the token endpoint " + endpoint,
          issuer -> good(issuer, "").replace("https://as.example/token", endpoint));
    }
  }

  private static void document(List<BadInput> cases, String title, UnaryOperator<String> body) {
    cases.add(new BadInput(Row.B35, title, NOT_USABLE, () -> discovered(body)));
  }

  private static String discovered(UnaryOperator<String> body) throws Exception {
    try (ScriptedServer server = serving(body)) {
      return switch (new NimbusServerMetadata(within(AMPLE))
          .discover(server.uri(""), ServerTrust.USUAL)) {
        case Discovery.NotUsable(String why) ->
            why.length() < 300 && !why.contains("evil.example") && !why.contains("<script>")
                ? NOT_USABLE
                : why;
        case Discovery.Found found -> found.pkceS256() ? found.toString() : NOT_USABLE;
      };
    }
  }

  private static ScriptedServer serving(UnaryOperator<String> body) throws Exception {
    return new ScriptedServer(
        peer -> {
          String issuer = "http://127.0.0.1:" + host(peer.readRequest());
          peer.write(ScriptedServer.ok(body.apply(issuer)));
        });
  }

  private static String host(String request) {
    Matcher port = Pattern.compile("(?i)\r\nhost: [^:\r]+:(\\d+)").matcher(request);
    return port.find() ? port.group(1) : "0";
  }

  private static String methods(String method) {
    return ", \"code_challenge_methods_supported\": [\"" + method + "\"]";
  }

  private static String good(String issuer, String more) {
    return "{\"issuer\": \""
        + issuer
        + "\", \"authorization_endpoint\": \"https://as.example/authorize\","
        + " \"token_endpoint\": \"https://as.example/token\""
        + more
        + "}";
  }

  private static void headers(List<BadInput> cases) {
    for (String header :
        List.of(
            "Retry-After: " + "9".repeat(5000),
            "Retry-After: -1",
            "Retry-After: soon\tor later",
            "Retry-After: Fri, 31 Feb 9999 25:61:61 GMT",
            "Date: yesterday",
            "WWW-Authenticate: Bearer error=\"" + "x".repeat(3000) + "\"",
            "Set-Cookie: sid=canary; Domain=idp.example",
            "Content-Type: " + "text/html;".repeat(300),
            "Strict-Transport-Security: \u00ff\u00fe",
            "X:" + " ".repeat(2000))) {
      String shown = header.substring(0, Math.min(40, header.length()));
      cases.add(new BadInput(Row.B38, shown, BOUNDED, () -> headed(header)));
    }
  }

  /** Twice, to see that nothing of the first is remembered. */
  private static String headed(String header) throws Exception {
    String answer = "HTTP/1.1 429 Slow\r\n" + header + "\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server = ScriptedServer.answering(answer)) {
      TokenObservation seen = Exchanges.refresh(server.uri("/token"), AMPLE);
      var _ = Exchanges.refresh(server.uri("/token"), AMPLE);
      boolean forgot = server.requests().stream().noneMatch(request -> request.contains("canary;"));
      return seen instanceof TokenObservation.Answered answered
              && answered.status() == 429
              && (answered.retryAfter() == null || answered.retryAfter().length() <= HEADER)
              && (answered.contentType() == null || answered.contentType().length() <= 2 * HEADER)
              && forgot
          ? BOUNDED
          : seen.toString();
    }
  }

  private static void clients(List<BadInput> cases) {
    for (String odd : List.of("a:b", "a+b", "a%41b", "\u00e9\u20ac", "a b", "=&?#", "\"\\")) {
      cases.add(new BadInput(Row.B39, "client secret " + odd, ENCODED, () -> proven(odd)));
    }
    for (String odd : List.of("a\r\nX-Injected: 1", "a\nb", "a\0b")) {
      cases.add(
          new BadInput(
              Row.B40,
              "client secret with " + odd.replaceAll("[^ -~]", "?"),
              ENCODED,
              () -> proven(odd)));
    }
  }

  private static String proven(String odd) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok("{}"));
        SecretBytes token = secret("rt")) {
      ClientCredentials who = client(ClientAuthentication.CLIENT_SECRET_BASIC, odd, odd + "!");
      var _ =
          new HttpTokenEndpoint(within(AMPLE))
              .ask(server.uri("/token"), who, new TokenQuestion.Refresh(token));
      String request = server.onlyRequest();
      Matcher basic =
          Pattern.compile("(?i)\r\nauthorization: Basic ([A-Za-z0-9+/=]+)\r\n").matcher(request);
      String pair =
          basic.find()
              ? new String(Base64.getDecoder().decode(basic.group(1)), StandardCharsets.US_ASCII)
              : "";
      Map<String, String> both =
          Map.of(
              "id", decoded(pair.split(":", -1)[0]), "secret", decoded(pair.replaceAll(".*:", "")));
      return both.equals(Map.of("id", odd, "secret", odd + "!"))
              && !request.contains("X-Injected: 1")
          ? ENCODED
          : request;
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
