package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.enrollment.ProviderRegistry.Applied;
import io.rotakeep.core.enrollment.ProviderRegistry.Removed;
import io.rotakeep.core.oauth.ServerMetadata.Discovery;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.ProviderDefinition.Client;
import io.rotakeep.core.provider.ProviderDefinition.Server;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderPresets;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProviderRegistryTest {
  private static final String ISSUER = "https://login.example.com";
  private static final Server GIVEN = server(ISSUER, "https://login.example.com/token");
  private static final Server DISCOVERED = new Server(ISSUER, true, null, null, null, null, null);
  private static final Client PUBLIC = publicClient("client-1");

  /** {@link SampleProviders#NAME} is there and used by one connection. */
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  private Discovery published = new Discovery.NotUsable("nobody listens");
  private final ProviderRegistry registry =
      new ProviderRegistry(
          desk.providers,
          desk.daemon.connections(),
          new NoPresets(),
          (_, _) -> published,
          desk.daemon.credentials,
          desk.daemon.audit,
          desk.daemon.clock,
          URI.create("https://tokens.example.org/oauth/callback"));

  @Test
  void storesWhatItPutsInForce() {
    Provider provider = done(define("fresh", GIVEN, PUBLIC), null);

    assertThat(desk.providers.find(new ProviderName("fresh"))).contains(provider);
    assertThat(provider.revision()).isEqualTo(1);
    assertThat(desk.daemon.audit.records(AuditAction.PROVIDER_APPLIED)).hasSize(1);
  }

  @Test
  void aPreviewStoresNothing() {
    Applied shown = registry.preview(define("fresh", GIVEN, PUBLIC), null);

    assertThat(shown).isInstanceOf(Applied.Done.class);
    assertThat(desk.providers.find(new ProviderName("fresh"))).isEmpty();
  }

  @Test
  void anotherRevisionThanTheExpectedIsAConflict() {
    ProviderDefinition same = define("acme", GIVEN, PUBLIC);

    assertThat(registry.apply(same, 7L, "ops")).isEqualTo(new Applied.Conflict(1));
    assertThat(registry.apply(define("fresh", GIVEN, PUBLIC), 1L, "ops"))
        .isEqualTo(new Applied.Conflict(0));
    assertThat(done(same, 1L).revision()).isEqualTo(2);
  }

  @Test
  void whatBindsTokensStaysWhileConnectionsUseIt() {
    Server otherIssuer = server("https://other.example.com", "https://login.example.com/token");
    Server otherHost = server(ISSUER, "https://other.example.com/token");
    Client otherClient = publicClient("client-2");
    Provider before = desk.providers.list().getFirst();

    assertThat(apply(otherIssuer, PUBLIC)).isEqualTo(new Applied.InUse());
    assertThat(apply(otherHost, PUBLIC)).isEqualTo(new Applied.InUse());
    assertThat(apply(GIVEN, otherClient)).isEqualTo(new Applied.InUse());
    assertThat(desk.providers.list()).containsExactly(before);
  }

  @Test
  void everythingElseMayChangeUnderThem() {
    Server otherPath = server(ISSUER, "https://login.example.com/v2/token");

    assertThat(apply(otherPath, PUBLIC)).isInstanceOf(Applied.Done.class);
  }

  @Test
  void connectionsWithoutATokenBindNothing() {
    desk.changes.delete(TestDaemon.ID, true, "ops", "r");
    desk.begin(Enrollables.NEW);

    assertThat(apply(server("https://other.example.com", "https://other.example.com/t"), PUBLIC))
        .isInstanceOf(Applied.Done.class);
  }

  @Test
  void secretsAreEncryptedAndStayWhenLeftOut() {
    Provider first = done(define("fresh", GIVEN, confidential("s3cret")), null);

    Provider second = done(define("fresh", GIVEN, confidential(null)), null);

    assertThat(second.client().secrets()).isEqualTo(first.client().secrets()).hasSize(1);
    assertThat(new String(first.client().secrets().getFirst().bytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain("s3cret");
    try (var credentials = desk.daemon.credentials.of(second)) {
      SecretBytes secret = credentials.secret();
      assertThat(secret).isNotNull();
      String plain = secret.read(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      assertThat(plain).isEqualTo("s3cret");
    }
  }

  @Test
  void secretsMustBeGivenAgainWhenTheirServerChanges() {
    done(define("fresh", GIVEN, confidential("s3cret")), null);
    Server elsewhere = server(ISSUER, "https://elsewhere.example.com/token");

    assertThatThrownBy(
            () -> registry.apply(define("fresh", elsewhere, confidential(null)), null, "ops"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("client.secrets");

    Provider again = done(define("fresh", elsewhere, confidential("s3cret")), null);
    assertThat(again.endpoints().tokenHost()).isEqualTo("elsewhere.example.com");
  }

  @Test
  void whatIsDiscoveredIsPinned() {
    published = new Discovery.Found(endpoints(), true, true);

    Provider provider = done(define("fresh", DISCOVERED, PUBLIC), null);
    published = new Discovery.NotUsable("it went away");

    assertThat(provider.endpoints()).isEqualTo(endpoints());
    assertThat(provider.authorization().issuerInResponse()).isTrue();
    assertThat(desk.providers.find(new ProviderName("fresh"))).contains(provider);
  }

  @Test
  void aServerThatDoesNotOfferS256IsRefused() {
    published = new Discovery.Found(endpoints(), true, false);

    refuses("S256");
  }

  @Test
  void metadataThatCannotBeUsedAreRefusedWithTheReason() {
    published = new Discovery.NotUsable("the document names another issuer");

    refuses("another issuer");
  }

  @Test
  void removesOnlyWhatNobodyUses() {
    assertThat(registry.remove(SampleProviders.NAME, "ops")).isEqualTo(Removed.IN_USE);
    desk.changes.delete(TestDaemon.ID, true, "ops", "r");

    assertThat(registry.remove(SampleProviders.NAME, "ops")).isEqualTo(Removed.DONE);
    assertThat(registry.remove(SampleProviders.NAME, "ops")).isEqualTo(Removed.NOT_FOUND);
  }

  @Test
  void storesNothingThatTheAuditDoesNotTake() {
    desk.daemon.audit.refuse(AuditAction.PROVIDER_APPLIED);

    assertThatThrownBy(() -> registry.apply(define("fresh", GIVEN, PUBLIC), null, "ops"))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(desk.providers.find(new ProviderName("fresh"))).isEmpty();
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> registry.apply(define("fresh", DISCOVERED, PUBLIC), null, "ops"))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("discovery")
        .hasMessageContaining(why);
    assertThat(desk.providers.find(new ProviderName("fresh"))).isEmpty();
  }

  private Applied apply(Server server, Client client) {
    return registry.apply(define("acme", server, client), null, "ops");
  }

  private Provider done(ProviderDefinition definition, @Nullable Long expected) {
    Applied applied = registry.apply(definition, expected, "ops");
    assertThat(applied).isInstanceOf(Applied.Done.class);
    return ((Applied.Done) applied).provider();
  }

  private static ProviderDefinition define(String name, Server server, Client client) {
    ProviderDefinition rest = ProviderDefinition.NOTHING;
    return new ProviderDefinition(
        name,
        null,
        server,
        client,
        rest.authorization(),
        rest.rotation(),
        rest.tokens(),
        rest.disclosure(),
        rest.cleared());
  }

  private static Server server(String issuer, String token) {
    return new Server(issuer, null, "https://login.example.com/authorize", token, null, null, null);
  }

  private static Client publicClient(String id) {
    return new Client(id, OAuthClient.Type.PUBLIC, ClientAuthentication.NONE, List.of());
  }

  private static Client confidential(@Nullable String secret) {
    return new Client(
        "client-1",
        OAuthClient.Type.CONFIDENTIAL,
        ClientAuthentication.CLIENT_SECRET_POST,
        secret == null ? List.of() : List.of(SecretBytes.copyOfAscii(secret)));
  }

  private static Endpoints endpoints() {
    return new Endpoints(
        URI.create("https://login.example.com/a"),
        URI.create("https://login.example.com/t"),
        null,
        null,
        null,
        true);
  }

  private static final class NoPresets implements ProviderPresets {
    @Override
    public Optional<Preset> find(String name) {
      return Optional.empty();
    }

    @Override
    public List<Preset> list() {
      return List.of();
    }
  }
}
