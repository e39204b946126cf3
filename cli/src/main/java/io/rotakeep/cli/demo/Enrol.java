package io.rotakeep.cli.demo;

import com.google.protobuf.Duration;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.StartAuthorizationRequest;
import java.net.URI;
import java.util.List;

/** The authorization code flow with PKCE, through a browser without a screen. */
final class Enrol implements Step {
  @Override
  public String title() {
    return "Enrol a connection: authorization code flow with PKCE, public client";
  }

  @Override
  public StepResult perform(Stage stage) {
    ProviderServiceGrpc.newBlockingStub(stage.client().channel())
        .apply(ApplyProviderRequest.newBuilder().setProvider(provider(stage)).build());
    var connections = ConnectionServiceGrpc.newBlockingStub(stage.client().channel());
    String address =
        connections
            .startAuthorization(
                StartAuthorizationRequest.newBuilder()
                    .setConnection(Stage.CONNECTION)
                    .setProvider(Stage.PROVIDER)
                    .setLoginHint(Stage.SUBJECT)
                    .build())
            .getAuthorizationUrl();
    Page page = consent(address);
    Connection connection =
        connections.getConnection(
            GetConnectionRequest.newBuilder().setConnection(Stage.CONNECTION).build());
    return StepResult.done(claims(stage, page, connection));
  }

  private static Page consent(String address) {
    try (var browser = new Browser()) {
      return browser.visit(URI.create(address));
    }
  }

  private static List<Claim> claims(Stage stage, Page page, Connection connection) {
    HttpRequest asked = last(stage, Endpoint.AUTHORIZATION);
    HttpRequest exchange = last(stage, Endpoint.TOKEN);
    String verifier = exchange.form().first("code_verifier").orElse("");
    boolean noSecret =
        !exchange.raw().contains("client_secret") && exchange.header("authorization").isEmpty();
    return List.of(
        new Claim(
            "the browser was sent there with a challenge",
            asked.query().first("code_challenge").filter(text -> text.length() == 43).isPresent()
                && asked.query().first("code_challenge_method").orElse("").equals("S256"),
            "S256"),
        new Claim(
            "the code was exchanged with the verifier",
            verifier.length() >= 43,
            verifier.length() + " characters"),
        new Claim("no client_secret was sent, not even an empty one", noSecret),
        new Claim(
            "the page the user ends on shows neither code nor token",
            page.status() == 200 && showsNoSecret(stage, page, exchange)),
        new Claim(
            "%s belongs to %s".formatted(Stage.CONNECTION, Stage.SUBJECT),
            connection.getState() == ConnectionState.CONNECTION_STATE_ACTIVE
                && connection.getGeneration() == 1
                && connection.getSubject().equals(Stage.SUBJECT),
            "ACTIVE, generation " + connection.getGeneration()));
  }

  private static boolean showsNoSecret(Stage stage, Page page, HttpRequest exchange) {
    String code = exchange.form().first("code").orElseThrow();
    return !page.body().contains(code)
        && stage.server().report().allTokensEverIssued().stream().noneMatch(page.body()::contains);
  }

  private static HttpRequest last(Stage stage, Endpoint endpoint) {
    return stage.server().requestsAt(endpoint).getLast();
  }

  private static Provider provider(Stage stage) {
    var endpoints = stage.server().endpoints();
    return Provider.newBuilder()
        .setName(Stage.PROVIDER)
        .setIssuer(stage.server().issuer().toString())
        .setEndpoints(
            io.rotakeep.v1.Endpoints.newBuilder()
                .setAuthorization(endpoints.authorization().toString())
                .setToken(endpoints.token().toString())
                .setRevocation(endpoints.revocation().toString())
                .setUserinfo(endpoints.userinfo().toString()))
        .setClient(
            ClientRegistration.newBuilder()
                .setId(stage.registration().id())
                .setType(ClientType.CLIENT_TYPE_PUBLIC))
        .setRedirectUri(stage.daemon().http("/oauth/callback").toString())
        .addScopes("api")
        // No margin: a token is replaced when it has ended, so that ends and refreshes can be
        // compared one by one.
        .setAccessToken(
            AccessTokenSettings.newBuilder().setRefreshMargin(Duration.getDefaultInstance()))
        .build();
  }
}
