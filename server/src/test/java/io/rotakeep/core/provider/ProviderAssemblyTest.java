package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.ProviderDefinition.Rotation.Kind;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProviderAssemblyTest {
  private static final URI CALLBACK = URI.create("https://us.example/oauth/callback");
  private static final Draft LEAST =
      new Draft()
          .server("https://as.example", null, "https://as.example/a", "https://as.example/t")
          .client("app", null, null);

  @Test
  void fillsInTheCautiousDefaults() {
    Provider provider = assemble(LEAST);

    assertThat(provider.tokens().rotation()).isEqualTo(new RotationClass.Family());
    assertThat(provider.tokens().blastRadius()).isEqualTo(BlastRadius.SUBJECT);
    assertThat(provider.tokens().access())
        .isEqualTo(
            new TokenRules.AccessTokenRules(
                Duration.ofMinutes(15),
                false,
                Duration.ofMinutes(2),
                List.of(),
                List.of(new HostPattern("as.example")),
                true));
    assertThat(provider.authorization().redirectUri()).isEqualTo(CALLBACK);
    assertThat(provider.authorization().maxGrantsPerSubject()).isNull();
    assertThat(provider.client().authentication()).isEqualTo(ClientAuthentication.NONE);
  }

  @Test
  void takesFromThePresetWhatIsLeftOut() {
    Draft preset =
        new Draft()
            .server("https://as.example", null, "https://as.example/a", "https://as.example/t")
            .client(null, null, ClientAuthentication.CLIENT_SECRET_POST)
            .rotation(Kind.WINDOW, Duration.ofSeconds(30), null)
            .ttls(Duration.ofDays(30), Duration.ofDays(90));
    Draft written = new Draft().preset("known").client("app", null, null);

    Provider provider = assemble(written, preset);

    assertThat(provider.preset()).isEqualTo("known");
    assertThat(provider.tokens().rotation())
        .isEqualTo(new RotationClass.Window(Duration.ofSeconds(30)));
    assertThat(provider.tokens().absoluteTtl()).isEqualTo(Duration.ofDays(90));
    assertThat(provider.client().authentication()).isEqualTo(ClientAuthentication.NONE);
  }

  @Test
  void aClearedPathDropsThePresetsValue() {
    Draft preset = LEAST.ttls(Duration.ofDays(30), Duration.ofDays(90));
    Draft written =
        new Draft().preset("known").client("app", null, null).clear("refresh_token.absolute_ttl");

    Provider provider = assemble(written, preset);

    assertThat(provider.tokens().idleTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(provider.tokens().absoluteTtl()).isNull();
  }

  @Test
  void anotherRotationClassDropsThePresetsWindow() {
    Draft preset = LEAST.rotation(Kind.WINDOW, Duration.ofSeconds(30), null);
    Draft written =
        new Draft().preset("known").client("app", null, null).rotation(Kind.STRICT, null, null);

    assertThat(assemble(written, preset).tokens().rotation()).isEqualTo(new RotationClass.Strict());
  }

  @Test
  void thePresetsAuthenticationIsForConfidentialClients() {
    Draft preset = LEAST.client(null, null, ClientAuthentication.CLIENT_SECRET_POST);
    Draft written = new Draft().preset("known").client("app", OAuthClient.Type.CONFIDENTIAL, null);

    Provider provider = assemble(written, preset, new Envelope(new byte[64]));

    assertThat(provider.client().authentication())
        .isEqualTo(ClientAuthentication.CLIENT_SECRET_POST);
  }

  @Test
  void whatIsGivenGoesBeforeWhatIsDiscovered() {
    Draft written =
        new Draft()
            .server("https://as.example", true, null, "https://as.example/own")
            .client("app", null, null);
    Endpoints found =
        new Endpoints(
            URI.create("https://as.example/a"),
            URI.create("https://as.example/t"),
            URI.create("https://as.example/r"),
            null,
            null,
            true);
    ProviderAssembly assembly = ProviderAssembly.of(written.build(), new OnePreset(null));

    assertThat(assembly.needsDiscovery()).isTrue();
    Provider provider =
        assembly.assemble(new ProviderAssembly.Circumstances(found, true, CALLBACK, List.of(), 3));

    assertThat(provider.endpoints().token()).hasToString("https://as.example/own");
    assertThat(provider.endpoints().revocation()).hasToString("https://as.example/r");
    assertThat(provider.authorization().issuerInResponse()).isTrue();
    assertThat(provider.revision()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://as.example | https://as.example/t | issuer: must use https",
        "https://as.example?x | https://as.example/t | issuer: must have no query",
        "not a url | https://as.example/t | issuer: must be a URL",
        "https://as.example | http://as.example/t | endpoints.token: must use https",
        "https://as.example | http://127.0.0.1.evil/t | endpoints.token: must use https",
        "https://as.example | https://u@as.example/t | endpoints.token: must be an absolute URL",
        "https://as.example | https://as.example/t#f | endpoints.token: must have no fragment",
        "https://as.example | file:///etc/passwd | endpoints.token: must be an absolute URL",
        "https://10.0.0.1 | https://as.example/t | issuer: must have no special-purpose",
        "https://as.example | https://127.0.0.2/t | endpoints.token: must have no special-purpose",
        "https://as.example | https://as.example:22/t | endpoints.token: must have the port 443"
      })
  void refusesAddressesThatMayNotBeSpokenTo(String issuer, String token, String complaint) {
    refuses(LEAST.server(issuer, null, "https://as.example/a", token), complaint);
  }

  @Test
  void namesTheKeyThatIsMissingOrWrong() {
    refuses(new Draft(), "issuer: is required");
    refuses(
        LEAST.server("https://as.example", null, null, null), "endpoints.authorization: is req");
    refuses(LEAST.client(null, null, null), "client.id: is required");
    refuses(
        LEAST.client("a", OAuthClient.Type.CONFIDENTIAL, null), "client.authentication: is req");
    refuses(
        LEAST.client("a", OAuthClient.Type.PUBLIC, ClientAuthentication.CLIENT_SECRET_POST),
        "client.authentication: must be none");
    refuses(
        LEAST.client("a", OAuthClient.Type.CONFIDENTIAL, ClientAuthentication.CLIENT_SECRET_BASIC),
        "client.secrets: is required");
    refuses(LEAST.rotation(Kind.WINDOW, null, null), "rotation.window: is required");
    refuses(LEAST.rotation(Kind.COUNT, null, 0), "rotation.count: must be at least 1");
    refuses(LEAST.rotation(Kind.STRICT, null, 1), "rotation.count: goes with class: count");
    refuses(LEAST.rotation(null, Duration.ofSeconds(1), null), "rotation.window: goes with class");
    refuses(LEAST.ttls(Duration.ZERO, null), "refresh_token.idle_ttl: must be longer");
    refuses(LEAST.preset("unknown"), "preset: must be one of known, or absent");
    refuses(LEAST.clear("refresh_token"), "clear_mask: each path must name a setting");
    refuses(
        LEAST.ttls(Duration.ofDays(1), null).clear("refresh_token.idle_ttl"),
        "refresh_token.idle_ttl: is both given and cleared");
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE_KEY_JWT", "TLS_CLIENT_AUTH"})
  void refusesAuthenticationThatIsNotBuiltYet(ClientAuthentication method) {
    refuses(
        LEAST.client("a", OAuthClient.Type.CONFIDENTIAL, method),
        "client.authentication: cannot be");
  }

  @Test
  void secretsThatAreOnTheirWayCount() {
    ProviderDefinition base =
        LEAST
            .client("a", OAuthClient.Type.CONFIDENTIAL, ClientAuthentication.CLIENT_SECRET_POST)
            .build();
    ProviderDefinition written =
        new ProviderDefinition(
            base.name(),
            null,
            base.server(),
            new ProviderDefinition.Client(
                "a",
                OAuthClient.Type.CONFIDENTIAL,
                ClientAuthentication.CLIENT_SECRET_POST,
                List.of(SecretBytes.copyOfAscii("s"))),
            base.authorization(),
            base.rotation(),
            base.tokens(),
            base.disclosure(),
            Set.of());

    Provider shape =
        ProviderAssembly.of(written, new OnePreset(null)).assemble(circumstances(List.of()));

    assertThat(shape.client().secrets()).isEmpty();
    written.close();
    assertThat(written.client().secrets().getFirst().isClosed()).isTrue();
  }

  private static void refuses(Draft draft, String complaint) {
    assertThatThrownBy(() -> assemble(draft))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith(complaint);
  }

  private static Provider assemble(Draft written) {
    return assemble(written, null);
  }

  private static Provider assemble(Draft written, @Nullable Draft preset, Envelope... secrets) {
    return ProviderAssembly.of(written.build(), new OnePreset(preset))
        .assemble(circumstances(List.of(secrets)));
  }

  private static ProviderAssembly.Circumstances circumstances(List<Envelope> secrets) {
    return new ProviderAssembly.Circumstances(null, false, CALLBACK, secrets, 1);
  }

  /** Knows one preset, called known. */
  private record OnePreset(@Nullable Draft draft) implements ProviderPresets {
    @Override
    public Optional<Preset> find(String name) {
      return list().stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    @Override
    public List<Preset> list() {
      ProviderDefinition definition = draft == null ? ProviderDefinition.NOTHING : draft.build();
      return List.of(
          new Preset(
              "known", "Known.", definition, List.of(), LocalDate.EPOCH, List.of(), List.of()));
    }
  }

  /** A definition in the making. */
  private record Draft(UnaryOperator<ProviderDefinition> steps) {
    Draft() {
      this(
          it ->
              new ProviderDefinition(
                  "prod",
                  null,
                  it.server(),
                  it.client(),
                  it.authorization(),
                  it.rotation(),
                  it.tokens(),
                  it.disclosure(),
                  Set.of()));
    }

    ProviderDefinition build() {
      return steps.apply(ProviderDefinition.NOTHING);
    }

    Draft server(
        @Nullable String issuer,
        @Nullable Boolean discovery,
        @Nullable String authorization,
        @Nullable String token) {
      var server =
          new ProviderDefinition.Server(issuer, discovery, authorization, token, null, null, null);
      return with(it -> copy(it, it.preset(), server, it.client(), it.rotation(), it.tokens()));
    }

    @SuppressWarnings("NullAway") // it overlooks a nested type's @Nullable in class files
    Draft client(
        @Nullable String id,
        OAuthClient.@Nullable Type type,
        @Nullable ClientAuthentication authentication) {
      var client = new ProviderDefinition.Client(id, type, authentication, List.of());
      return with(it -> copy(it, it.preset(), it.server(), client, it.rotation(), it.tokens()));
    }

    Draft rotation(@Nullable Kind kind, @Nullable Duration window, @Nullable Integer count) {
      var rotation = new ProviderDefinition.Rotation(kind, window, count, null);
      return with(it -> copy(it, it.preset(), it.server(), it.client(), rotation, it.tokens()));
    }

    Draft ttls(@Nullable Duration idle, @Nullable Duration absolute) {
      var tokens =
          new ProviderDefinition.Tokens(
              null,
              null,
              null,
              List.of(),
              List.of(),
              null,
              idle,
              absolute,
              DialectDefinition.NOTHING);
      return with(it -> copy(it, it.preset(), it.server(), it.client(), it.rotation(), tokens));
    }

    Draft preset(String name) {
      return with(it -> copy(it, name, it.server(), it.client(), it.rotation(), it.tokens()));
    }

    Draft clear(String path) {
      return with(
          it ->
              new ProviderDefinition(
                  it.name(),
                  it.preset(),
                  it.server(),
                  it.client(),
                  it.authorization(),
                  it.rotation(),
                  it.tokens(),
                  it.disclosure(),
                  Set.of(path)));
    }

    private Draft with(UnaryOperator<ProviderDefinition> step) {
      return new Draft(it -> step.apply(steps.apply(it)));
    }

    private static ProviderDefinition copy(
        ProviderDefinition it,
        @Nullable String preset,
        ProviderDefinition.Server server,
        ProviderDefinition.Client client,
        ProviderDefinition.Rotation rotation,
        ProviderDefinition.Tokens tokens) {
      return new ProviderDefinition(
          it.name(),
          preset,
          server,
          client,
          it.authorization(),
          rotation,
          tokens,
          it.disclosure(),
          it.cleared());
    }
  }
}
