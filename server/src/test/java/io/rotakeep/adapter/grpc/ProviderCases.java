package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.printable;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.DeleteProviderRequest;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RotationClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Provider files with something in them that must not come into force. */
final class ProviderCases {
  /** Addresses at which no authorization server may be, whichever setting names them. */
  private static final List<String> NOWHERE =
      List.of(
          "http://idp.example/token",
          "file:///etc/passwd",
          "ftp://idp.example/token",
          "jar:https://idp.example/x!/token",
          "unix:/run/x.sock",
          "//idp.example/token",
          "/token",
          "idp.example",
          "javascript:alert(1)",
          "https:///token",
          "https://",
          "https://user:word@idp.example/token",
          "https://idp.example@evil.example/token",
          "https://idp.example/token#fragment",
          "https://idp.example\\@evil.example/token",
          "https://idp.example/to ken",
          "https://idp.example/token\r\nHost: evil.example",
          "https://idp.example/token\0",
          "https://b\u00fccher.example/token",
          "https://idp.example/\u202enekot",
          "https://*.example/token",
          "https://idp.example./token",
          "http://127.0.0.1.nip.example/token",
          "http://localhost./token",
          "http://0.0.0.0/token",
          "http://[::]/token",
          "http://2130706433/token",
          "http://169.254.169.254/token");

  /** Where this daemon must not ask, though a browser may be sent there. */
  private static final List<String> INSIDE =
      List.of(
          "https://169.254.169.254/latest/meta-data",
          "https://10.0.0.1/token",
          "https://192.0.0.192/token",
          "https://0.0.0.0/token",
          "https://127.0.0.2/token",
          "https://[::]/token",
          "https://[fd00:ec2::254]/token",
          "https://[::ffff:10.0.0.1]/token",
          "https://2130706433/token",
          "https://0x7f000001/token",
          "https://0177.0.0.1/token",
          "https://127.1/token",
          "https://idp.example:22/token",
          "https://127.0.0.1:22/token");

  private ProviderCases() {}

  static List<ApiCase> all() {
    List<ApiCase> cases = new ArrayList<>();
    addresses(cases);
    redirects(cases);
    words(cases);
    texts(cases);
    times(cases);
    lists(cases);
    secrets(cases);
    names(cases);
    DialectCases.add(cases);
    return cases;
  }

  private static void addresses(List<ApiCase> cases) {
    for (String url : Stream.of(NOWHERE, INSIDE).flatMap(List::stream).toList()) {
      apply(cases, Row.B34, "issuer", url, p -> p.setIssuer(url));
      apply(cases, Row.B34, "endpoints.token", url, p -> p.getEndpointsBuilder().setToken(url));
      apply(
          cases,
          Row.B34,
          "endpoints.authorization",
          url,
          p -> p.getEndpointsBuilder().setAuthorization(url));
      apply(
          cases,
          Row.B34,
          "endpoints.revocation",
          url,
          p -> p.getEndpointsBuilder().setRevocation(url));
      apply(
          cases,
          Row.B34,
          "endpoints.introspection",
          url,
          p -> p.getEndpointsBuilder().setIntrospection(url));
      apply(
          cases, Row.B34, "endpoints.userinfo", url, p -> p.getEndpointsBuilder().setUserinfo(url));
    }
    apply(cases, Row.B34, "issuer", "a query", p -> p.setIssuer("https://idp.example/?x"));
  }

  private static void redirects(List<ApiCase> cases) {
    for (String url : NOWHERE) {
      apply(cases, Row.B27, "redirect_uri", url, p -> p.setRedirectUri(url));
      apply(cases, Row.B28, "return_urls", url, p -> p.addReturnUrls(url));
    }
    for (String url :
        List.of("*", "https://*", "https://app.example.com*", "https://a.example/*/b")) {
      apply(cases, Row.B28, "return_urls", url, p -> p.addReturnUrls(url));
    }
    for (String host :
        List.of("*", "*.", "*.*.example", "a*.example", "A.example", "a..b", "a_b")) {
      apply(cases, Row.B34, "login_hosts", host, p -> p.addLoginHosts(host));
      apply(cases, Row.B34, "attribute_hosts", host, p -> p.addAttributeHosts(host));
    }
  }

  private static void words(List<ApiCase> cases) {
    apply(
        cases,
        Row.B9,
        "rotation.class",
        "99",
        p -> p.getRotationBuilder().setRotationClassValue(99));
    apply(
        cases,
        Row.B9,
        "rotation.blast_radius",
        "99",
        p -> p.getRotationBuilder().setBlastRadiusValue(99));
    apply(cases, Row.B9, "client.type", "-1", p -> p.getClientBuilder().setTypeValue(-1));
    apply(
        cases,
        Row.B9,
        "client.authentication",
        "99",
        p -> p.getClientBuilder().setAuthenticationValue(99));
    for (int count : List.of(0, -1, Integer.MIN_VALUE)) {
      apply(
          cases,
          Row.B9,
          "rotation.count",
          "" + count,
          p ->
              p.getRotationBuilder()
                  .setRotationClass(RotationClass.ROTATION_CLASS_COUNT)
                  .setCount(count));
    }
    apply(cases, Row.B9, "max_grants_per_subject", "-1", p -> p.setMaxGrantsPerSubject(-1));
  }

  private static void texts(List<ApiCase> cases) {
    for (String id : List.of("a\r\nX: y", "a\0", "é", "a".repeat(513))) {
      apply(cases, Row.B40, "client.id", id, p -> p.getClientBuilder().setId(id));
    }
    for (String contact :
        List.of("a\r\nBcc: x@evil.example", "nobody", "a\0@b.example", "a b@c.example")) {
      apply(cases, Row.B40, "security_contact", contact, p -> p.setSecurityContact(contact));
    }
    for (String name : List.of("", "a\0", "a\nb", "\u202ea", "n".repeat(65))) {
      apply(
          cases,
          Row.B40,
          "access_token.attributes",
          name,
          p -> p.getAccessTokenBuilder().addAttributes(name));
    }
    apply(cases, Row.B7, "preset", "../salesforce", p -> p.setPreset("../salesforce"));
  }

  private static void times(List<ApiCase> cases) {
    Map<String, Duration> wrong =
        Map.of(
            "-1 s", Duration.newBuilder().setSeconds(-1).build(),
            "1 s and -1 ns", Duration.newBuilder().setSeconds(1).setNanos(-1).build(),
            "2^63-1 s", Duration.newBuilder().setSeconds(Long.MAX_VALUE).build(),
            "10,000 years", Duration.newBuilder().setSeconds(315_576_000_000L).build());
    wrong.forEach(
        (title, time) -> {
          apply(cases, Row.B10, "access_token.default_ttl", title, p -> ttl(p, time));
          apply(cases, Row.B10, "access_token.refresh_margin", title, p -> margin(p, time));
          apply(cases, Row.B10, "refresh_token.idle_ttl", title, p -> idle(p, time));
          apply(cases, Row.B10, "refresh_token.absolute_ttl", title, p -> absolute(p, time));
          apply(cases, Row.B10, "rotation.window", title, p -> window(p, time));
        });
    Duration zero = Duration.getDefaultInstance();
    apply(cases, Row.B10, "access_token.default_ttl", "0 s", p -> ttl(p, zero));
    apply(cases, Row.B10, "refresh_token.idle_ttl", "0 s", p -> idle(p, zero));
    apply(cases, Row.B10, "rotation.window", "0 s", p -> window(p, zero));
    for (String date :
        List.of(
            "0000-00-00", "+999999999-12-31", "-0001-01-01", "2026-5-1", "2026-02-30", "soon\0")) {
      apply(
          cases,
          Row.B10,
          "compliance.pkce_due",
          date,
          p -> p.getComplianceBuilder().setPkceDue(date));
    }
  }

  private static void ttl(Provider.Builder provider, Duration time) {
    provider.getAccessTokenBuilder().setDefaultTtl(time);
  }

  private static void margin(Provider.Builder provider, Duration time) {
    provider.getAccessTokenBuilder().setRefreshMargin(time);
  }

  private static void idle(Provider.Builder provider, Duration time) {
    provider.getRefreshTokenBuilder().setIdleTtl(time);
  }

  private static void absolute(Provider.Builder provider, Duration time) {
    provider.getRefreshTokenBuilder().setAbsoluteTtl(time);
  }

  private static void window(Provider.Builder provider, Duration time) {
    provider
        .getRotationBuilder()
        .setRotationClass(RotationClass.ROTATION_CLASS_WINDOW)
        .setWindow(time);
  }

  private static void lists(List<ApiCase> cases) {
    List<String> many = Collections.nCopies(10_000, "a");
    apply(cases, Row.B12, "scopes", "10,000 of them", p -> p.addAllScopes(many));
    apply(cases, Row.B19, "scopes", "api api", p -> p.addScopes("openid").addScopes("openid"));
    apply(cases, Row.B19, "scopes", "a b", p -> p.addScopes("a b"));
    apply(cases, Row.B40, "scopes", "a\r\nb", p -> p.addScopes("a\r\nb"));
    apply(cases, Row.B12, "login_hosts", "10,000 of them", p -> p.addAllLoginHosts(many));
    apply(cases, Row.B12, "attribute_hosts", "10,000 of them", p -> p.addAllAttributeHosts(many));
    apply(
        cases,
        Row.B12,
        "return_urls",
        "2,000 of them",
        p -> p.addAllReturnUrls(Collections.nCopies(2000, "https://a.example/")));
    apply(
        cases,
        Row.B12,
        "access_token.attributes",
        "10,000 of them",
        p -> p.getAccessTokenBuilder().addAllAttributes(many));
    for (String path : List.of("", "nothing", "client.secrets", "../issuer", "issuer\0")) {
      asked(
          cases,
          Row.B9,
          "clear_mask",
          path,
          r -> r.setClearMask(FieldMask.newBuilder().addPaths(path)));
    }
    asked(
        cases,
        Row.B12,
        "clear_mask",
        "10,000 paths",
        r -> r.setClearMask(FieldMask.newBuilder().addAllPaths(many)));
  }

  private static void secrets(List<ApiCase> cases) {
    ClientSecret.Builder secret = ClientSecret.newBuilder();
    for (int length : List.of(0, 16_385)) {
      asked(
          cases,
          Row.B9,
          "client.secrets",
          length + " bytes",
          r -> confidential(r).addSecrets(secret.setValue(bytes(length)).build()));
    }
    asked(
        cases,
        Row.B9,
        "client.secrets",
        "three",
        r ->
            confidential(r)
                .addAllSecrets(Collections.nCopies(3, secret.setValue(bytes(20)).build())));
    asked(
        cases,
        Row.B9,
        "client.secrets",
        "one for a public client",
        r -> r.addSecrets(secret.setValue(bytes(20)).build()));
    asked(cases, Row.B11, "client.secrets", "none", ProviderCases::confidential);
    cases.add(
        invalid(
            Row.B11,
            "Apply without a provider",
            "provider",
            bed -> bed.providers().apply(ApplyProviderRequest.getDefaultInstance())));
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFromUtf8(
        "secret-canary-of-mine".repeat(length / 21 + 1).substring(0, length));
  }

  private static ApplyProviderRequest.Builder confidential(ApplyProviderRequest.Builder request) {
    request
        .getProviderBuilder()
        .getClientBuilder()
        .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL)
        .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_POST);
    return request;
  }

  private static void names(List<ApiCase> cases) {
    for (String name :
        List.of("", "*", "Double", "double ", "../double", "d\0", "doubl\u0435", "d".repeat(65))) {
      apply(cases, Row.B7, "name", name, p -> p.setName(name));
      cases.add(
          invalid(
              Row.B7,
              "Get provider \"" + printable(name) + "\"",
              "name",
              bed -> bed.providers().get(GetProviderRequest.newBuilder().setName(name).build())));
      cases.add(
          invalid(
              Row.B7,
              "Delete provider \"" + printable(name) + "\"",
              "name",
              bed ->
                  bed.providers()
                      .delete(DeleteProviderRequest.newBuilder().setName(name).build())));
    }
  }

  static void apply(
      List<ApiCase> cases, Row row, String field, String bad, Consumer<Provider.Builder> change) {
    asked(cases, row, field, bad, request -> change.accept(request.getProviderBuilder()));
  }

  private static void asked(
      List<ApiCase> cases,
      Row row,
      String field,
      String bad,
      Consumer<ApplyProviderRequest.Builder> change) {
    ApiCase made =
        invalid(
            row,
            "Apply with " + field + " \"" + printable(bad) + "\"",
            field,
            bed -> {
              ApplyProviderRequest.Builder request =
                  ApplyProviderRequest.newBuilder().setProvider(bed.api.description("odd"));
              change.accept(request);
              var _ = bed.providers().apply(request.build());
            });
    cases.add(
        bad.length() > 12
            ? made.hiding(bad, "secret-canary-of-mine")
            : made.hiding("secret-canary"));
  }
}
