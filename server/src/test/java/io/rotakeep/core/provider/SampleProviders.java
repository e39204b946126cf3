package io.rotakeep.core.provider;

import io.rotakeep.core.provider.TokenRules.AccessTokenRules;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A provider to test with, and ways to vary it. */
public final class SampleProviders {
  public static final ProviderName NAME = new ProviderName("acme");
  public static final URI ISSUER = URI.create("https://login.example.com");

  private static final Endpoints ENDPOINTS =
      new Endpoints(
          URI.create("https://login.example.com/authorize"),
          URI.create("https://login.example.com/token"),
          URI.create("https://login.example.com/revoke"),
          URI.create("https://login.example.com/introspect"),
          null,
          false);

  private static final AccessTokenRules ACCESS =
      new AccessTokenRules(
          Duration.ofMinutes(15),
          false,
          Duration.ofMinutes(2),
          List.of("instance_url"),
          List.of(new HostPattern("*.my.example.com")),
          true);

  private SampleProviders() {}

  /** A public client; blast radius chain, no limits of age. */
  public static Provider of(RotationClass rotation) {
    return with(new TokenRules(rotation, BlastRadius.CHAIN, ACCESS, null, null));
  }

  public static Provider with(TokenRules rules) {
    return new Provider(
        NAME,
        null,
        ISSUER,
        ENDPOINTS,
        new OAuthClient("client-1", OAuthClient.Type.PUBLIC, ClientAuthentication.NONE, List.of()),
        new AuthorizationRules(
            URI.create("https://tokens.example.org/oauth/callback"),
            List.of(),
            List.of(),
            List.of("api"),
            null,
            false,
            false),
        rules,
        new Provider.Disclosure(null, null, null),
        1);
  }

  public static Provider radius(Provider provider, BlastRadius radius) {
    TokenRules rules = provider.tokens();
    return tokens(
        provider,
        new TokenRules(
            rules.rotation(), radius, rules.access(), rules.idleTtl(), rules.absoluteTtl()));
  }

  public static Provider access(Provider provider, AccessTokenRules access) {
    TokenRules rules = provider.tokens();
    return tokens(
        provider,
        new TokenRules(
            rules.rotation(), rules.blastRadius(), access, rules.idleTtl(), rules.absoluteTtl()));
  }

  /** Whose server has errors of its own. */
  public static Provider knowing(Provider provider, ErrorRule... errors) {
    TokenRules rules = provider.tokens();
    return tokens(
        provider,
        new TokenRules(
            rules.rotation(),
            rules.blastRadius(),
            rules.access(),
            rules.idleTtl(),
            rules.absoluteTtl(),
            List.of(errors),
            rules.dialect()));
  }

  /** Whose server speaks otherwise. */
  public static Provider speaking(Provider provider, Dialect dialect) {
    TokenRules rules = provider.tokens();
    return tokens(
        provider,
        new TokenRules(
            rules.rotation(),
            rules.blastRadius(),
            rules.access(),
            rules.idleTtl(),
            rules.absoluteTtl(),
            rules.errors(),
            dialect));
  }

  /** Asks the server for lives that its answers do not state. */
  public static Provider introspecting(Provider provider) {
    AccessTokenRules rules = provider.tokens().access();
    return access(
        provider,
        new AccessTokenRules(
            rules.defaultTtl(),
            true,
            rules.refreshMargin(),
            rules.attributes(),
            rules.attributeHosts(),
            rules.serveToEnd()));
  }

  /** Serves nothing any more once consent is needed. */
  public static Provider endingAtOnce(Provider provider) {
    AccessTokenRules rules = provider.tokens().access();
    return access(
        provider,
        new AccessTokenRules(
            rules.defaultTtl(),
            rules.introspect(),
            rules.refreshMargin(),
            rules.attributes(),
            rules.attributeHosts(),
            false));
  }

  public static Provider endpoints(Provider provider, Endpoints endpoints) {
    return new Provider(
        provider.name(),
        provider.preset(),
        provider.issuer(),
        endpoints,
        provider.client(),
        provider.authorization(),
        provider.tokens(),
        provider.disclosure(),
        provider.revision());
  }

  public static Provider authorization(Provider provider, AuthorizationRules rules) {
    return new Provider(
        provider.name(),
        provider.preset(),
        provider.issuer(),
        provider.endpoints(),
        provider.client(),
        rules,
        provider.tokens(),
        provider.disclosure(),
        provider.revision());
  }

  public static Provider client(Provider provider, OAuthClient client) {
    return new Provider(
        provider.name(),
        provider.preset(),
        provider.issuer(),
        provider.endpoints(),
        client,
        provider.authorization(),
        provider.tokens(),
        provider.disclosure(),
        provider.revision());
  }

  public static Provider named(Provider provider, ProviderName name) {
    return new Provider(
        name,
        provider.preset(),
        provider.issuer(),
        provider.endpoints(),
        provider.client(),
        provider.authorization(),
        provider.tokens(),
        provider.disclosure(),
        provider.revision());
  }

  public static Provider nextRevision(Provider provider) {
    return new Provider(
        provider.name(),
        provider.preset(),
        provider.issuer(),
        provider.endpoints(),
        provider.client(),
        provider.authorization(),
        provider.tokens(),
        provider.disclosure(),
        provider.revision() + 1);
  }

  private static Provider tokens(Provider provider, TokenRules rules) {
    return new Provider(
        provider.name(),
        provider.preset(),
        provider.issuer(),
        provider.endpoints(),
        provider.client(),
        provider.authorization(),
        rules,
        provider.disclosure(),
        provider.revision());
  }
}
