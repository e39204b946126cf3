package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.ChallengeRule;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import io.rotakeep.testkit.oidc.OidcProviderServer;
import io.rotakeep.testkit.oidc.OidcProviderSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.CheckProviderRequest;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.CheckResult;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class ProviderCheckingTest {
  private static final CheckResult PASSED = CheckResult.CHECK_RESULT_PASSED;
  private static final CheckResult FAILED = CheckResult.CHECK_RESULT_FAILED;
  private static final CheckResult UNKNOWN = CheckResult.CHECK_RESULT_UNKNOWN;

  private TestApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void provesWhatCanBeProvedAndSaysWhatCannot() {
    api.applyProvider("double");

    Map<String, CheckProviderResponse> found = check("double");

    assertThat(results(found))
        .containsExactly(
            Map.entry("discovery", PASSED),
            Map.entry("issuer", PASSED),
            Map.entry("discovered_endpoints", PASSED),
            Map.entry("pkce_s256_offered", PASSED),
            Map.entry("authorization_endpoint_tls", UNKNOWN),
            Map.entry("authorization_endpoint", PASSED),
            Map.entry("authorization_request", PASSED),
            Map.entry("pkce_enforced", PASSED),
            Map.entry("pkce_plain_refused", PASSED),
            Map.entry("token_endpoint_tls", UNKNOWN),
            Map.entry("token_endpoint", PASSED),
            Map.entry("client_authentication", PASSED),
            Map.entry("revocation_endpoint_tls", UNKNOWN),
            Map.entry("revocation_endpoint", PASSED),
            Map.entry("introspection_endpoint_tls", UNKNOWN),
            Map.entry("introspection_endpoint", PASSED),
            Map.entry("clock", UNKNOWN),
            Map.entry("egress_address", UNKNOWN));
    assertThat(in(found, "egress_address").getDetail()).contains("127.0.0.1");
    assertThat(in(found, "pkce_enforced").getDetail()).contains("invalid_request");
    assertThat(found.values())
        .allSatisfy(finding -> assertThat(finding.getTime().getSeconds()).isPositive());
  }

  @Test
  void findsAServerThatIssuesCodesWithoutAChallenge() {
    api.applyProvider("double");
    api.server.behaviour().challenges(ChallengeRule.OPTIONAL);

    Map<String, CheckProviderResponse> found = check("double");

    assertThat(in(found, "pkce_enforced").getResult()).isEqualTo(FAILED);
    assertThat(in(found, "pkce_enforced").getNextStep()).contains("require PKCE");
    assertThat(in(found, "pkce_plain_refused").getResult()).isEqualTo(FAILED);
  }

  @Test
  void claimsNothingOfAServerThatLetsEverybodySignInFirst() {
    api.applyProvider("double");
    api.server.behaviour().challenges(ChallengeRule.AFTER_SIGN_IN);

    Map<String, CheckProviderResponse> found = check("double");

    assertThat(in(found, "authorization_request").getResult()).isEqualTo(PASSED);
    assertThat(in(found, "pkce_enforced").getResult()).isEqualTo(UNKNOWN);
    assertThat(in(found, "pkce_plain_refused").getResult()).isEqualTo(UNKNOWN);
  }

  @Test
  void findsAnotherIssuerAFailingEndpointAndARefusedRegistration() {
    api.applyProvider("double");
    api.server.behaviour().publishIssuer("https://elsewhere.example");
    api.server.behaviour().faults().always(Endpoint.REVOCATION, Fault.status(503));
    api.server.behaviour().faults().always(Endpoint.INTROSPECTION, Fault.status(404));
    api.server.register(api.client().withRedirectUris(URI.create("http://127.0.0.1/elsewhere")));

    Map<String, CheckProviderResponse> found = check("double");

    assertThat(in(found, "issuer").getResult()).isEqualTo(FAILED);
    assertThat(in(found, "issuer").getDetail()).contains("https://elsewhere.example");
    assertThat(in(found, "revocation_endpoint").getResult()).isEqualTo(FAILED);
    assertThat(in(found, "introspection_endpoint").getResult()).isEqualTo(FAILED);
    assertThat(in(found, "authorization_request").getResult()).isEqualTo(FAILED);
    assertThat(in(found, "pkce_enforced").getResult()).isEqualTo(UNKNOWN);
  }

  @Test
  void tellsAWrongClientSecretFromARightOne() {
    RegisteredClient registered = api.server.client(ClientKind.CONFIDENTIAL_POST);
    applyConfidential("right", registered, registered.secret().orElseThrow());
    applyConfidential("wrong", registered, "not the secret");

    CheckProviderResponse right = in(check("right"), "client_authentication");
    CheckProviderResponse wrong = in(check("wrong"), "client_authentication");

    assertThat(right.getResult()).isEqualTo(PASSED);
    assertThat(wrong.getResult()).isEqualTo(FAILED);
    assertThat(wrong.getNextStep()).contains("client.secrets");
  }

  @Test
  void spendsNothingAndShowsNoSecretWhereItDoesNotBelong() throws Exception {
    api.connect("double", "crm/a");
    RegisteredClient registered = api.server.client(ClientKind.CONFIDENTIAL_POST);
    String secret = registered.secret().orElseThrow();
    applyConfidential("other", registered, secret);
    long generation = generation();

    check("double");
    check("other");

    assertThat(generation()).isEqualTo(generation);
    assertThat(api.server.report().presentedMoreThanOnce()).isEmpty();
    assertThat(api.server.requestsAt(Endpoint.AUTHORIZATION))
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.method()).isEqualTo("GET");
              assertThat(request.query().first("client_secret")).isEmpty();
              assertThat(request.header("authorization")).isEmpty();
            });
    assertThat(api.server.requestsAt(Endpoint.TOKEN))
        .filteredOn(
            request -> request.form().first("grant_type").equals(Optional.of("authorization_code")))
        .hasSize(2)
        .allSatisfy(
            request ->
                assertThat(request.form().first("code").orElseThrow())
                    .startsWith("rotakeep-check-"));
    assertThat(api.vault.audit.records())
        .filteredOn(audited -> audited.action() == AuditAction.PROVIDER_CHECKED)
        .extracting(audited -> audited.caller())
        .containsExactly("dev", "dev");
  }

  @Test
  void knowsOnlyProvidersThatThereAre() {
    StatusRuntimeException missing =
        catchThrowableOfType(StatusRuntimeException.class, () -> check("nobody"));

    assertThat(missing.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(TestApi.infoOf(missing).getReason()).isEqualTo("PROVIDER_NOT_FOUND");
  }

  @Test
  void provesThatOidcProviderEnforcesPkce() {
    try (AuthorizationServer server = OidcProviderServer.start(OidcProviderSettings.standard())) {
      apply(
          Provider.newBuilder()
              .setName("oidc")
              .setIssuer(server.issuer().toString())
              .setDiscovery(true)
              .setClient(
                  ClientRegistration.newBuilder().setId(server.client(ClientKind.PUBLIC).id()))
              .setRedirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
              .addScopes("openid")
              .addScopes("offline_access")
              .build(),
          List.of());

      Map<String, CheckResult> found = results(check("oidc"));

      assertThat(found)
          .containsEntry("discovery", PASSED)
          .containsEntry("issuer", PASSED)
          .containsEntry("discovered_endpoints", PASSED)
          .containsEntry("pkce_s256_offered", PASSED)
          .containsEntry("authorization_request", PASSED)
          .containsEntry("pkce_enforced", PASSED)
          .containsEntry("pkce_plain_refused", PASSED)
          .containsEntry("token_endpoint", PASSED)
          .containsEntry("client_authentication", PASSED)
          .containsEntry("revocation_endpoint", PASSED)
          .containsEntry("userinfo_endpoint", PASSED)
          .containsEntry("clock", PASSED);
    } catch (ToolUnavailableException e) {
      abort("oidc-provider cannot run here: " + e.getMessage());
    }
  }

  private Map<String, CheckProviderResponse> check(String name) {
    Map<String, CheckProviderResponse> found = new LinkedHashMap<>();
    api.providers()
        .check(CheckProviderRequest.newBuilder().setName(name).build())
        .forEachRemaining(finding -> found.put(finding.getCheck(), finding));
    return found;
  }

  private static CheckProviderResponse in(Map<String, CheckProviderResponse> found, String check) {
    return Objects.requireNonNull(found.get(check), check);
  }

  private static Map<String, CheckResult> results(Map<String, CheckProviderResponse> found) {
    Map<String, CheckResult> results = new LinkedHashMap<>();
    found.forEach((check, finding) -> results.put(check, finding.getResult()));
    return results;
  }

  private void applyConfidential(String name, RegisteredClient registered, String secret) {
    apply(
        api.description(name)
            .setClient(
                ClientRegistration.newBuilder()
                    .setId(registered.id())
                    .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL)
                    .setAuthentication(
                        ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_POST))
            .build(),
        List.of(ClientSecret.newBuilder().setValue(ByteString.copyFromUtf8(secret)).build()));
  }

  private void apply(Provider provider, List<ClientSecret> secrets) {
    var _ =
        api.providers()
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(provider)
                    .addAllSecrets(secrets)
                    .build());
  }

  private long generation() {
    return api.connections()
        .getConnection(GetConnectionRequest.newBuilder().setConnection("crm/a").build())
        .getGeneration();
  }
}
