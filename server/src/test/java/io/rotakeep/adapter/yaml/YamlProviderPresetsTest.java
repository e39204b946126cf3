package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.DialectDefinition;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.HostPattern;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderAssembly;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.RotationClass;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlProviderPresetsTest {
  private final YamlProviderPresets presets = YamlProviderPresets.shipped();

  @Test
  void shipsWhatTheDirectoryHolds() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("..", "config", "providers"))) {
      assertThat(presets.list())
          .extracting(preset -> preset.name() + ".yaml")
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void everyPresetSaysWhereItsFactsComeFrom() {
    assertThat(presets.list())
        .allSatisfy(
            preset -> {
              assertThat(preset.sources()).isNotEmpty();
              assertThat(preset.description()).endsWith(".");
              assertThat(preset.verified()).isAfter(LocalDate.of(2026, 1, 1));
            });
  }

  /** What somebody who relies on a preset must find in it, as a value or as a known gap. */
  @Test
  void everyPresetStatesEverythingOrThatItIsNotKnown() {
    for (Preset preset : presets.list()) {
      ProviderDefinition definition = preset.definition();
      DialectDefinition dialect = definition.tokens().dialect();
      Map<String, Boolean> given = new LinkedHashMap<>();
      given.put("rotation.class", definition.rotation().kind() != null);
      given.put("rotation.blast_radius", definition.rotation().blastRadius() != null);
      given.put("refresh_token.idle_ttl", definition.tokens().idleTtl() != null);
      given.put("refresh_token.absolute_ttl", definition.tokens().absoluteTtl() != null);
      given.put("max_grants_per_subject", definition.authorization().maxGrantsPerSubject() != null);
      given.put("errors", !dialect.errors().isEmpty());
      given.put(
          "identity.answer", !dialect.identity().equals(DialectDefinition.NOTHING.identity()));

      assertThat(preset.without()).noneMatch(preset.unverified()::contains);
      given.forEach(
          (path, is) -> {
            boolean isNotThere = preset.without().contains(path);
            assertThat(is || isNotThere || preset.unverified().contains(path))
                .as(preset.name() + " states " + path)
                .isTrue();
            assertThat(is && isNotThere).as(preset.name() + " has " + path).isFalse();
          });
    }
  }

  @Test
  void unverifiedAndMissingPathsNameSettings() {
    for (Preset preset : presets.list()) {
      ProviderDefinition clearing =
          new ProviderDefinition(
              null,
              null,
              ProviderDefinition.NOTHING.server(),
              ProviderDefinition.NOTHING.client(),
              ProviderDefinition.NOTHING.authorization(),
              ProviderDefinition.NOTHING.rotation(),
              ProviderDefinition.NOTHING.tokens(),
              ProviderDefinition.NOTHING.disclosure(),
              Stream.concat(preset.unverified().stream(), preset.without().stream())
                  .collect(Collectors.toSet()));

      assertThat(clearing.over(preset.definition())).as(preset.name()).isNotNull();
    }
  }

  @Test
  void salesforceIsWhatItsPartnersMustDo() {
    Provider provider = assembled("salesforce");

    assertThat(provider.issuer()).hasToString("https://login.salesforce.com");
    assertThat(provider.endpoints().token())
        .hasToString("https://login.salesforce.com/services/oauth2/token");
    assertThat(provider.client().type()).isEqualTo(OAuthClient.Type.PUBLIC);
    assertThat(provider.tokens().rotation()).isEqualTo(new RotationClass.Family());
    assertThat(provider.tokens().blastRadius()).isEqualTo(BlastRadius.SUBJECT);
    assertThat(provider.tokens().idleTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(provider.tokens().absoluteTtl()).isNull();
    assertThat(provider.tokens().access().attributes()).containsExactly("instance_url", "id");
    assertThat(provider.tokens().access().attributeHosts())
        .contains(new HostPattern("*.salesforce.com"));
    assertThat(provider.authorization().maxGrantsPerSubject()).isEqualTo(5);
    assertThat(provider.authorization().permitsLoginHost("acme.my.salesforce.com")).isTrue();
    assertThat(provider.authorization().permitsLoginHost("evil.example")).isFalse();
    assertThat(provider.disclosure().securityContact()).isEqualTo("security@salesforce.com");
    assertThat(provider.disclosure().rotationDue()).isEqualTo(LocalDate.of(2026, 5, 11));
  }

  @Test
  void sandboxesAreAnotherServer() {
    Provider provider = assembled("salesforce-sandbox");

    assertThat(provider.issuer()).hasToString("https://test.salesforce.com");
    assertThat(provider.endpoints().tokenHost()).isEqualTo("test.salesforce.com");
    assertThat(provider.authorization().permitsLoginHost("login.salesforce.com")).isFalse();
  }

  @Test
  void everyPresetNeedsAClientAndAnIssuerAtTheMost() {
    for (Preset preset : presets.list()) {
      Provider provider = assembled(preset.name(), whatOnlyTheOperatorKnows(preset));

      assertThat(provider.preset()).isEqualTo(preset.name());
    }
  }

  @Test
  void anUnverifiedRotationIsTakenCautiously() {
    for (Preset preset : presets.list()) {
      ProviderDefinition.Rotation rotation = preset.definition().rotation();

      if (preset.unverified().contains("rotation.class")) {
        assertThat(rotation.kind()).isEqualTo(ProviderDefinition.Rotation.Kind.FAMILY);
      }
      if (preset.unverified().contains("rotation.blast_radius")) {
        assertThat(rotation.blastRadius()).isEqualTo(BlastRadius.SUBJECT);
      }
    }
  }

  /** As the servers word them, by the sources that each preset names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "salesforce | 400 | invalid_grant | token request is already being processed | BUSY",
        "salesforce | 400 | invalid_grant | ip restricted by app developer | EGRESS",
        "salesforce | 400 | invalid_grant | expired access/refresh token | ",
        "salesforce | 503 | invalid_grant | token request is already being processed | ",
        "salesforce | 400 | inactive_user | inactive user | REVOKED",
        "salesforce | 400 | rate_limit_exceeded | | THROTTLED",
        "salesforce-sandbox | 400 | invalid_grant | IP restricted or invalid login hours |"
            + " RESTRICTED",
        "github-app | 200 | bad_refresh_token | The refresh token passed is incorrect or expired. |"
            + " TOKEN_REFUSED",
        "github-app | 200 | incorrect_client_credentials | | CLIENT",
        "microsoft-entra | 400 | invalid_grant | AADSTS700082: The refresh token has expired due to"
            + " inactivity. | IDLE_EXPIRED",
        "microsoft-entra | 400 | invalid_grant | AADSTS70000: The provided value is not valid. | ",
        "ory-hydra | 400 | invalid_request | Failed to refresh token because of multiple concurrent"
            + " requests using the same token which is not allowed. | BUSY",
        "ory-hydra | 400 | invalid_request | The request is missing a required parameter. | ",
        "atlassian | 403 | access_denied | Unauthorized | ",
        "atlassian | 403 | invalid_grant | Unknown or invalid refresh token. | ",
        "auth0 | 403 | invalid_grant | Unknown or invalid refresh token. | ",
        "google | 400 | invalid_grant | Token has been expired or revoked. | ",
        "hubspot | 400 | BAD_REFRESH_TOKEN | missing or invalid refresh token | TOKEN_REFUSED",
        "slack | 200 | invalid_refresh_token | | TOKEN_REFUSED",
        "slack | 200 | internal_error | | UNCERTAIN",
        "slack | 200 | bad_client_secret | | CLIENT",
      })
  void knowsWhatAServerMeans(
      String preset,
      int status,
      String code,
      @Nullable String description,
      @Nullable ErrorMeaning meaning) {
    ProviderDefinition.Server server = whatOnlyTheOperatorKnows(presets.find(preset).orElseThrow());

    assertThat(assembled(preset, server).tokens().meaningOf(status, code, description))
        .isEqualTo(Optional.ofNullable(meaning));
  }

  @Test
  void everyRequestToGoogleAsksForOfflineAccess() {
    assertThat(assembled("google").endpoints().authorization())
        .hasParameter("access_type", "offline")
        .hasParameter("prompt", "consent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rotation: {class: sometimes} | provider.rotation.class: must be one of none, overlapping",
        "client: {id: x} | provider.client.id: unknown key",
        "client: {secrets: [x]} | provider.client.secrets: unknown key",
        "name: x | provider.name: unknown key",
        "access_token: {default_ttl: 15} | provider.access_token.default_ttl: must be one number",
        "access_token: {default_ttl: 15 m} | provider.access_token.default_ttl: must be one number",
        "access_token: {default_ttl: -1s} | provider.access_token.default_ttl: must be one number",
        "max_grants_per_subject: 5.5 | provider.max_grants_per_subject: must be a whole number"
      })
  void aDamagedPresetIsRefused(String line, String complaint) {
    assertThatThrownBy(
            () ->
                YamlProviderPresets.read(
                    "x", "x.yaml", "description: D.\nprovider: {" + line + "}"))
        .isInstanceOf(RefusedFileException.class)
        .hasMessageContaining(complaint);
  }

  private static ProviderDefinition.Server whatOnlyTheOperatorKnows(Preset preset) {
    return preset.definition().server().issuer() != null
        ? ProviderDefinition.NOTHING.server()
        : new ProviderDefinition.Server(
            "https://as.example.com",
            null,
            "https://as.example.com/authorize",
            "https://as.example.com/token",
            null,
            null,
            null);
  }

  private Provider assembled(String preset) {
    return assembled(preset, ProviderDefinition.NOTHING.server());
  }

  private Provider assembled(String preset, ProviderDefinition.Server server) {
    ProviderDefinition written =
        new ProviderDefinition(
            "prod",
            preset,
            server,
            new ProviderDefinition.Client("3MVG9", OAuthClient.Type.PUBLIC, null, List.of()),
            ProviderDefinition.NOTHING.authorization(),
            ProviderDefinition.NOTHING.rotation(),
            ProviderDefinition.NOTHING.tokens(),
            ProviderDefinition.NOTHING.disclosure(),
            Set.of());
    return ProviderAssembly.of(written, presets)
        .assemble(
            new ProviderAssembly.Circumstances(
                null, false, URI.create("https://us.example/oauth/callback"), List.of(), 1));
  }
}
