package io.rotakeep.core.probe;

import static io.rotakeep.core.probe.Finding.Result.FAILED;
import static io.rotakeep.core.probe.Finding.Result.PASSED;
import static io.rotakeep.core.probe.Finding.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What endpoints, metadata, clocks and lines are said to be. */
final class ServerJudgesTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final URI ADDRESS = URI.create("https://login.example.com/token");
  private static final Provider PROVIDER = SampleProviders.of(new RotationClass.Strict());

  @ParameterizedTest(name = "{0} {1} = {2}, {3}")
  @CsvSource({
    "400, invalid_grant,          PASSED,  PASSED",
    "401, invalid_client,         FAILED,  FAILED",
    "400, invalid_client,         FAILED,  FAILED",
    "400, invalid_client_id,      FAILED,  FAILED",
    "400, unauthorized_client,    FAILED,  FAILED",
    "401, ,                       FAILED,  FAILED",
    "400, invalid_request,        PASSED,  UNKNOWN",
    "400, unsupported_grant_type, PASSED,  UNKNOWN",
    "200, ,                       PASSED,  UNKNOWN",
    "302, ,                       FAILED,  UNKNOWN",
    "404, ,                       FAILED,  UNKNOWN",
    "429, ,                       UNKNOWN, UNKNOWN",
    "503, ,                       FAILED,  UNKNOWN"
  })
  void aMadeUpCodeTellsWhetherTheEndpointWorksAndWhetherOurClientIsTaken(
      int status, @Nullable String code, Finding.Result endpoint, Finding.Result client) {
    Sighting seen = seen(status, code, null, tls(NOW.plus(Duration.ofDays(90))));

    assertThat(EndpointJudge.takesOurClient("token_endpoint", seen).result()).isEqualTo(endpoint);
    assertThat(EndpointJudge.clientAuthentication(seen).result()).isEqualTo(client);
  }

  @Test
  void ofTwoSecretsItSaysWhichIsInUseAndWhatToDo() {
    Sighting taken = seen(400, "invalid_grant", null, tls(NOW.plus(Duration.ofDays(90))));
    Sighting refused = seen(401, "invalid_client", null, tls(NOW.plus(Duration.ofDays(90))));

    Finding newest = EndpointJudge.overlappingSecrets(taken, false);
    Finding older = EndpointJudge.overlappingSecrets(taken, true);
    Finding untried = EndpointJudge.overlappingSecrets(refused, false);

    assertThat(newest.result()).isEqualTo(PASSED);
    assertThat(newest.nextStep()).contains("take the older one out");
    assertThat(older.result()).isEqualTo(PASSED);
    assertThat(older.nextStep()).contains("before the older one ends");
    assertThat(untried.result()).isEqualTo(UNKNOWN);
  }

  @Test
  void silenceFailsAnEndpointAndProvesNothingOfTheClient() {
    Sighting silence = new Sighting.Unseen("connection refused", false);

    assertThat(EndpointJudge.takesOurClient("token_endpoint", silence).result()).isEqualTo(FAILED);
    assertThat(EndpointJudge.answers("userinfo_endpoint", silence).result()).isEqualTo(FAILED);
    assertThat(EndpointJudge.clientAuthentication(silence).result()).isEqualTo(UNKNOWN);
    assertThat(EndpointJudge.tls("token_endpoint", ADDRESS, silence, NOW).result())
        .isEqualTo(UNKNOWN);
  }

  @Test
  void tlsNamesProtocolHostAndEndAndWarnsBeforeIt() {
    Finding good = tlsUntil(NOW.plus(Duration.ofDays(90)));
    Finding ending = tlsUntil(NOW.plus(Duration.ofDays(3)));
    Finding broken =
        EndpointJudge.tls(
            "token_endpoint",
            ADDRESS,
            new Sighting.Unseen("TLS: the server's certificate has expired", true),
            NOW);

    assertThat(good)
        .isEqualTo(
            Finding.passed(
                "token_endpoint_tls",
                "TLSv1.3, certificate verified for login.example.com until 2027-02-25"));
    assertThat(ending.result()).isEqualTo(PASSED);
    assertThat(ending.nextStep()).contains("2026-11-30");
    assertThat(broken.result()).isEqualTo(FAILED);
    assertThat(broken.detail()).contains("expired");
  }

  @Test
  void plainHttpHasNoTlsToVerify() {
    Sighting seen = seen(400, null, null, new Sighting.Line("127.0.0.1", null));

    assertThat(EndpointJudge.tls("token_endpoint", ADDRESS, seen, NOW).result()).isEqualTo(UNKNOWN);
  }

  @Test
  void metadataOfTheIssuerPass() {
    assertThat(MetadataJudge.judge(PROVIDER, document("https://login.example.com", "S256")))
        .extracting(Finding::check, Finding::result)
        .containsExactly(
            tuple("discovery", PASSED),
            tuple("issuer", PASSED),
            tuple("discovered_endpoints", PASSED),
            tuple("pkce_s256_offered", PASSED));
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example.com/, FAILED",
    "https://LOGIN.example.com,  FAILED",
    "https://evil.example.com,   FAILED"
  })
  void anotherIssuerFailsHoweverSmallTheDifference(String issuer, Finding.Result expected) {
    assertThat(MetadataJudge.judge(PROVIDER, document(issuer, "S256")))
        .filteredOn(finding -> finding.check().equals("issuer"))
        .extracting(Finding::result)
        .containsExactly(expected);
  }

  @Test
  void aMethodListWithoutS256FailsAndNoListProvesNothing() {
    assertThat(offered(document("https://login.example.com", "plain"))).isEqualTo(FAILED);
    assertThat(offered(document("https://login.example.com", null))).isEqualTo(UNKNOWN);
  }

  @Test
  void missingMetadataFailOnlyWhatWasDiscovered() {
    Publication nothing = new Publication.Nothing("status 404");
    Endpoints written = PROVIDER.endpoints();
    Provider discovered =
        SampleProviders.endpoints(
            PROVIDER,
            new Endpoints(written.authorization(), written.token(), null, null, null, true));

    assertThat(MetadataJudge.judge(PROVIDER, nothing))
        .extracting(Finding::result)
        .containsExactly(UNKNOWN);
    assertThat(MetadataJudge.judge(discovered, nothing))
        .extracting(Finding::result)
        .containsExactly(FAILED);
  }

  @Test
  void endpointsThatMovedAreNamed() {
    Publication moved =
        new Publication.Document(
            "https://login.example.com",
            URI.create("https://login.example.com/authorize"),
            URI.create("https://other.example.com/token"),
            null,
            URI.create("https://login.example.com/introspect"),
            null,
            Set.of("S256"));

    assertThat(MetadataJudge.judge(PROVIDER, moved))
        .filteredOn(finding -> finding.check().equals("discovered_endpoints"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).endsWith("in force: token, revocation"));
  }

  @ParameterizedTest
  @CsvSource({"0, PASSED", "60, PASSED", "61, FAILED", "-61, FAILED", "-3600, FAILED"})
  void clocksMayDifferByAMinute(long ahead, Finding.Result expected) {
    Sighting.Seen seen =
        seen(400, null, NOW.plusSeconds(ahead), new Sighting.Line("127.0.0.1", null));

    assertThat(LineJudge.clock(List.of(new LineJudge.Timed(seen, NOW))).result())
        .isEqualTo(expected);
    assertThat(LineJudge.clock(List.of()).result()).isEqualTo(UNKNOWN);
  }

  private static Finding tlsUntil(Instant end) {
    return EndpointJudge.tls("token_endpoint", ADDRESS, seen(400, null, null, tls(end)), NOW);
  }

  private static Finding.Result offered(Publication publication) {
    return MetadataJudge.judge(PROVIDER, publication).getLast().result();
  }

  private static Publication document(String issuer, @Nullable String method) {
    Endpoints endpoints = PROVIDER.endpoints();
    return new Publication.Document(
        issuer,
        endpoints.authorization(),
        endpoints.token(),
        endpoints.revocation(),
        endpoints.introspection(),
        null,
        method == null ? null : Set.of(method));
  }

  private static Sighting.Line tls(Instant end) {
    return new Sighting.Line("10.1.2.3", new Sighting.Security("TLSv1.3", end));
  }

  private static Sighting.Seen seen(
      int status, @Nullable String code, @Nullable Instant date, Sighting.Line line) {
    return new Sighting.Seen(status, code, null, date, line);
  }
}
