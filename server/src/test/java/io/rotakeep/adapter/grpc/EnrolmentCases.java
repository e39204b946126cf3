package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.accepted;
import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.printable;
import static io.rotakeep.adapter.grpc.ApiCase.refused;
import static io.rotakeep.adapter.grpc.BadInputBed.PROVIDER;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.ConfirmAuthorizationRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Scopes, addresses and tokens with which a connection would come in. */
final class EnrolmentCases {
  private static final String HINT = "a".repeat(255);

  private EnrolmentCases() {}

  static List<ApiCase> all() {
    List<ApiCase> cases = new ArrayList<>();
    scopes(cases);
    returnUrls(cases);
    permittedReturnUrls(cases);
    loginHosts(cases);
    hints(cases);
    completions(cases);
    tokens(cases);
    imports(cases);
    repeatedTokens(cases);
    return cases;
  }

  private static void scopes(List<ApiCase> cases) {
    for (String scope :
        List.of("", "a b", " a", "a\"b", "a\\b", "a\tb", "\u001b[2J", "é", "a".repeat(257))) {
      start(cases, Row.B19, "scopes", scope, r -> r.addScopes("api").addScopes(scope));
    }
    for (String scope : List.of("a\r\nSet-Cookie: x", "a\nb", "a\0")) {
      start(cases, Row.B40, "scopes", scope, r -> r.addScopes(scope));
    }
    start(cases, Row.B19, "scopes", "api api", r -> r.addScopes("api").addScopes("api"));
    List<String> many = IntStream.range(0, 5000).mapToObj(i -> "s" + i).toList();
    start(cases, Row.B19, "scopes", "5,000 of them", r -> r.addAllScopes(many));
    start(
        cases,
        Row.B12,
        "scopes",
        "10,000 empty ones",
        r -> r.addAllScopes(Collections.nCopies(10_000, "")));
    cases.add(
        accepted(
            Row.B19,
            "scopes of which we know none, for the authorization server to judge",
            bed ->
                bed.connections()
                    .startAuthorization(
                        wanted("odd/scopes")
                            .addScopes("urn:x:~!#$%&'()*+,-./:;<=>?@[]^_`{|}")
                            .build())));
  }

  private static void returnUrls(List<ApiCase> cases) {
    for (String url :
        List.of(
            "https://evil.example/in/",
            "https://app.example.com.evil.example/in/",
            "https://app.example.com@evil.example/in/",
            "https://evil.example\\@app.example.com/in/",
            "https://app.example.com:8443/in/",
            "https://app.example.com:443/in/",
            "https://APP.example.com/in/x",
            "https://app.example.com./in/x",
            "http://app.example.com/in/x",
            "//app.example.com/in/x",
            "/in/x",
            "javascript:alert(1)//https://app.example.com/in/",
            "data:text/html,<script>",
            "https://app.example.com/in/../admin",
            "https://app.example.com/in/%2e%2e/admin",
            "https://app.example.com/in/%2E./admin",
            "https://app.example.com/in/%252e%252e/admin",
            "https://app.example.com/in/..%2fadmin",
            "https://app.example.com/in/..%5cadmin",
            "https://app.example.com/in/x#fragment",
            "https://app.example.com/in/\r\nSet-Cookie: x",
            "https://app.example.com/in/ x",
            "https://app.example.com/in/\u202ex",
            "https://app.example.com/in/\u0000",
            "https://app.example.com/in",
            "https://app.example.com/done/",
            "https://app.example.com/done?x=1",
            "https://app.example.com/in/" + "a".repeat(2048))) {
      start(cases, Row.B28, "return_url", url, r -> r.setReturnUrl(url));
    }
  }

  private static void permittedReturnUrls(List<ApiCase> cases) {
    for (String url :
        List.of("https://app.example.com/done", "https://app.example.com/in/x?y=%20z")) {
      cases.add(
          accepted(
              Row.B28,
              "return_url " + url,
              bed ->
                  bed.connections()
                      .startAuthorization(wanted("odd/return").setReturnUrl(url).build())));
    }
  }

  private static void loginHosts(List<ApiCase> cases) {
    for (String host :
        List.of(
            "evil.example",
            "login.example.com.evil.example",
            "evil.example/x.my.example.com",
            "evil.example?x.my.example.com",
            "evil.example#x.my.example.com",
            "evil.example\\x.my.example.com",
            "a@login.example.com",
            "login.example.com:8443",
            "LOGIN.EXAMPLE.COM",
            "login.example.com.",
            "login.example.com\0",
            "login.example.com\r\nX: y",
            ".my.example.com",
            "..my.example.com",
            "my.example.com",
            "evilmy.example.com",
            "x.my.example.com:1",
            "\u0430.my.example.com",
            "%2e.my.example.com",
            "x y.my.example.com",
            "127.0.0.1",
            "169.254.169.254",
            "[::1]",
            "localhost",
            "a.".repeat(125) + "my.example.com")) {
      start(cases, Row.B34, "login_host", host, r -> r.setLoginHost(host));
    }
  }

  private static void hints(List<ApiCase> cases) {
    for (String text : List.of(HINT + "b", "é".repeat(128), "a\r\nCookie: x", "\u001b[2J", "a\0")) {
      start(cases, Row.B40, "login_hint", text, r -> r.setLoginHint(text));
      start(cases, Row.B40, "expected_subject", text, r -> r.setExpectedSubject(text));
    }
    start(cases, Row.B51, "labels", "a key with NUL", r -> r.putLabels("a\0", "b"));
    for (String name : List.of("", "*", "double ", "../double", "doublé")) {
      if (!name.isEmpty()) {
        start(cases, Row.B7, "provider", name, r -> r.setProvider(name));
      }
    }
    cases.add(
        refused(
            Row.B7,
            "a provider that does not exist",
            Code.NOT_FOUND,
            "PROVIDER_NOT_FOUND",
            bed ->
                bed.connections().startAuthorization(wanted("x").setProvider("nobody").build())));
  }

  private static void start(
      List<ApiCase> cases,
      Row row,
      String field,
      String bad,
      UnaryOperator<StartAuthorizationRequest.Builder> change) {
    ApiCase made =
        invalid(
            row,
            field + " \"" + printable(bad) + "\"",
            field,
            bed -> bed.connections().startAuthorization(change.apply(wanted("odd/new")).build()));
    cases.add(bad.length() > 8 ? made.hiding(bad) : made);
  }

  private static StartAuthorizationRequest.Builder wanted(String id) {
    return StartAuthorizationRequest.newBuilder()
        .setConnection(id)
        .setProvider(BadInputBed.WITH_HOSTS);
  }

  private static void completions(List<ApiCase> cases) {
    for (String state : List.of("", "short", "x".repeat(43), "\0", "x".repeat(300), "<script>")) {
      complete(cases, "state", "state", state, r -> r.setState(state).setCode("c"));
      cases.add(
          invalid(
              Row.B9,
              "ticket \"" + printable(state) + "\"",
              "ticket",
              bed ->
                  bed.connections()
                      .confirmAuthorization(
                          ConfirmAuthorizationRequest.newBuilder().setTicket(state).build())));
    }
    for (String code : List.of("", "c".repeat(4097), "a\r\nb", "a\0", "é")) {
      complete(cases, "code", "code", code, r -> r.setState("x".repeat(43)).setCode(code));
    }
    complete(
        cases,
        "iss",
        "issuer",
        "i".repeat(2049),
        r -> r.setState("x".repeat(43)).setCode("c").setIss("i".repeat(2049)));
    complete(
        cases,
        "error",
        "error",
        "e".repeat(256),
        r -> r.setState("x".repeat(43)).setError("e".repeat(256)));
  }

  private static void complete(
      List<ApiCase> cases,
      String field,
      String what,
      String bad,
      Consumer<CompleteAuthorizationRequest.Builder> change) {
    CompleteAuthorizationRequest.Builder request = CompleteAuthorizationRequest.newBuilder();
    change.accept(request);
    ApiCase made =
        invalid(
            Row.B9,
            "completion with the " + what + " \"" + printable(bad) + "\"",
            field,
            bed -> bed.connections().completeAuthorization(request.build()));
    cases.add(bad.length() > 4 ? made.hiding(bad) : made);
  }

  private static void tokens(List<ApiCase> cases) {
    for (String token :
        List.of(
            "",
            "half a-token",
            "token-with-break\n",
            "\ufefftoken-after-a-mark",
            "tokén-of-mine",
            "token-with\0nul",
            "t".repeat(8193))) {
      ApiCase made =
          invalid(
              Row.B53,
              "an import of the token \"" + printable(token) + "\"",
              "refresh_token",
              bed -> bed.imported(granted("odd/import", token).build()));
      cases.add(token.isEmpty() ? made : made.hiding(token.strip()));
    }
  }

  private static void imports(List<ApiCase> cases) {
    for (String name : List.of("", "*", "Double")) {
      cases.add(
          invalid(
              Row.B53,
              "an import to the provider \"" + name + "\"",
              "provider",
              bed -> bed.imported(granted("odd/import", "t").setProvider(name).build())));
    }
    cases.add(
        invalid(
            Row.B9,
            "an import with a rotation nobody knows",
            "rotate",
            bed -> bed.imported(granted("odd/import", "t").setRotateValue(42).build())));
    cases.add(
        invalid(
            Row.B40,
            "an import whose expected subject has a line break",
            "expected_subject",
            bed -> bed.imported(granted("odd/import", "t").setExpectedSubject("a\nb").build())));
    cases.add(
        invalid(
            Row.B34,
            "an import from a foreign login host",
            "login_host",
            bed -> bed.imported(granted("odd/import", "t").setLoginHost("evil.example").build())));
  }

  private static void repeatedTokens(List<ApiCase> cases) {
    cases.add(
        refused(
                Row.B53,
                "a token that another connection has had",
                Code.ALREADY_EXISTS,
                "CONNECTION_EXISTS",
                bed -> {
                  ImportRefreshTokensRequest first = bed.api.granted("odd/one", PROVIDER).build();
                  var _ = bed.imported(first);
                  var _ = bed.imported(first.toBuilder().setConnection("odd/two").build());
                })
            .changingOnItsWay());
    cases.add(
        accepted(
            Row.B53,
            "a token that this connection had before it was rotated",
            bed -> {
              ImportRefreshTokensRequest first = bed.api.granted("odd/three", PROVIDER).build();
              var _ = bed.imported(first);
              var _ = bed.imported(first);
            }));
  }

  private static ImportRefreshTokensRequest.Builder granted(String id, String token) {
    return ImportRefreshTokensRequest.newBuilder()
        .setConnection(id)
        .setProvider(PROVIDER)
        .setRefreshToken(ByteString.copyFromUtf8(token));
  }
}
