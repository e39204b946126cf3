package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.Envelope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Provider} of a definition and its preset: fills in the defaults, which are the
 * cautious values, and names the key of whatever is missing or wrong.
 */
public final class ProviderAssembly {
  private static final Duration DEFAULT_TTL = Duration.ofMinutes(15);
  private static final Duration REFRESH_MARGIN = Duration.ofMinutes(2);
  private static final int MOST_SCOPES = 100;
  private static final int MOST_ATTRIBUTES = 32;
  private static final int MOST_HOSTS = 100;

  private final ProviderDefinition definition;

  private ProviderAssembly(ProviderDefinition definition) {
    this.definition = definition;
  }

  /**
   * What the definition does not say itself.
   *
   * @param discovered what the issuer's metadata say; null if nobody asked
   * @param issuerInResponse whether the metadata promise {@code iss} in callbacks (RFC 9207)
   * @param callback where the daemon itself takes callbacks; null if it has no public URL
   * @param secrets the client's secrets, encrypted, the newest first
   * @param revision 1, or one more than the provider that this one replaces
   */
  public record Circumstances(
      @Nullable Endpoints discovered,
      boolean issuerInResponse,
      @Nullable URI callback,
      List<Envelope> secrets,
      long revision) {}

  /**
   * Lays the definition over the preset it names.
   *
   * @throws InvalidFieldException if there is no such preset
   */
  public static ProviderAssembly of(ProviderDefinition written, ProviderPresets presets) {
    String name = written.preset();
    if (name == null) {
      return new ProviderAssembly(written.over(ProviderDefinition.NOTHING));
    }
    Preset preset =
        presets
            .find(name)
            .orElseThrow(
                () ->
                    new InvalidFieldException(
                        "preset",
                        "must be one of "
                            + String.join(", ", presets.list().stream().map(Preset::name).toList())
                            + ", or absent"));
    return new ProviderAssembly(written.over(preset.definition()));
  }

  public ProviderName name() {
    return ProviderName.of("name", Written.required("name", definition.name()));
  }

  public URI issuer() {
    URI issuer = Written.url("issuer", Written.required("issuer", definition.server().issuer()));
    SafeAddress.checkOutbound("issuer", issuer, AddressGuard.PUBLIC_ONLY);
    return issuer;
  }

  /** Who may say that they are the server, from its metadata on. */
  public ServerTrust trust() {
    ProviderDefinition.Tls tls = definition.server().tls();
    return new ServerTrust(tls.ca() == null ? "" : tls.ca(), tls.pins());
  }

  /** Whether the issuer's metadata must be fetched before {@link #assemble}. */
  public boolean needsDiscovery() {
    return Written.isTrue(definition.server().discovery());
  }

  /**
   * @throws InvalidFieldException naming the first key that is missing or wrong
   */
  public Provider assemble(Circumstances circumstances) {
    ProviderName name = name();
    URI issuer = issuer();
    Endpoints endpoints = endpoints(circumstances.discovered());
    endpoints.checkOutbound();
    OAuthClient client = client(circumstances.secrets());
    return new Provider(
        name,
        definition.preset(),
        issuer,
        endpoints,
        client,
        authorization(circumstances),
        tokens(endpoints),
        disclosure(),
        circumstances.revision());
  }

  private Endpoints endpoints(@Nullable Endpoints found) {
    ProviderDefinition.Server server = definition.server();
    String mend = needsDiscovery() ? "" : ", or set discovery: true";
    return new Endpoints(
        Written.required(
            "endpoints.authorization",
            mend,
            Written.either(
                "endpoints.authorization",
                server.authorization(),
                found == null ? null : found.authorization())),
        Written.required(
            "endpoints.token",
            mend,
            Written.either(
                "endpoints.token", server.token(), found == null ? null : found.token())),
        Written.either(
            "endpoints.revocation", server.revocation(), found == null ? null : found.revocation()),
        Written.either(
            "endpoints.introspection",
            server.introspection(),
            found == null ? null : found.introspection()),
        Written.either(
            "endpoints.userinfo", server.userinfo(), found == null ? null : found.userinfo()),
        found != null,
        trust());
  }

  private OAuthClient client(List<Envelope> secrets) {
    ProviderDefinition.Client client = definition.client();
    OAuthClient.Type type = client.type() == null ? OAuthClient.Type.PUBLIC : client.type();
    ClientAuthentication method =
        client.authentication() == null ? ClientAuthentication.NONE : client.authentication();
    if (method == ClientAuthentication.PRIVATE_KEY_JWT
        || method == ClientAuthentication.TLS_CLIENT_AUTH) {
      throw new InvalidFieldException(
          "client.authentication",
          "cannot be "
              + method.name().toLowerCase(Locale.ROOT)
              + " in this version; use client_secret_post or client_secret_basic");
    }
    OAuthClient registered =
        new OAuthClient(Written.required("client.id", client.id()), type, method, secrets);
    // Those of the definition are still on their way: they are encrypted for what is made here.
    if (method.needsSecret() && secrets.isEmpty() && client.secrets().isEmpty()) {
      throw new InvalidFieldException(
          "client.secrets", "is required: this client authenticates with a secret");
    }
    return registered;
  }

  private AuthorizationRules authorization(Circumstances circumstances) {
    ProviderDefinition.Authorization rules = definition.authorization();
    Written.limited("scopes", rules.scopes(), MOST_SCOPES);
    Written.limited("return_urls", rules.returnUrls(), MOST_HOSTS);
    Written.limited("login_hosts", rules.loginHosts(), MOST_HOSTS);
    Integer grants = rules.maxGrantsPerSubject();
    return new AuthorizationRules(
        Written.required(
            "redirect_uri",
            ", or set listen.http.public_url in the daemon's file",
            Written.either("redirect_uri", rules.redirectUri(), circumstances.callback())),
        rules.returnUrls().stream().map(ReturnUrl::new).toList(),
        Written.patterns("login_hosts", rules.loginHosts()),
        rules.scopes(),
        grants != null && grants == 0 ? null : grants,
        circumstances.issuerInResponse(),
        Written.isTrue(rules.confirm()));
  }

  private TokenRules tokens(Endpoints endpoints) {
    ProviderDefinition.Tokens tokens = definition.tokens();
    boolean introspect = Written.isTrue(tokens.introspect());
    if (introspect && endpoints.introspection() == null) {
      throw new InvalidFieldException(
          "access_token.introspect", "needs endpoints.introspection; give it, or set false");
    }
    Written.limited("access_token.attributes", tokens.attributes(), MOST_ATTRIBUTES);
    Written.limited("attribute_hosts", tokens.attributeHosts(), MOST_HOSTS);
    BlastRadius radius = definition.rotation().blastRadius();
    return new TokenRules(
        definition.rotation().toRotationClass(),
        radius == null ? BlastRadius.SUBJECT : radius,
        new TokenRules.AccessTokenRules(
            tokens.defaultTtl() == null ? DEFAULT_TTL : tokens.defaultTtl(),
            introspect,
            tokens.refreshMargin() == null ? REFRESH_MARGIN : tokens.refreshMargin(),
            tokens.attributes(),
            attributeHosts(endpoints),
            tokens.serveUntilExpiry() == null || tokens.serveUntilExpiry()),
        tokens.idleTtl(),
        tokens.absoluteTtl(),
        tokens.dialect().errors(),
        tokens.dialect().toDialect());
  }

  private List<HostPattern> attributeHosts(Endpoints endpoints) {
    List<String> named = definition.tokens().attributeHosts();
    if (!named.isEmpty()) {
      return Written.patterns("attribute_hosts", named);
    }
    Stream<HostPattern> own =
        Stream.of(endpoints.authorization(), endpoints.token())
            .map(URI::getHost)
            .filter(host -> !host.startsWith("["))
            .map(host -> new HostPattern(host.toLowerCase(Locale.ROOT)));
    return Stream.concat(
            own, Written.patterns("login_hosts", definition.authorization().loginHosts()).stream())
        .distinct()
        .toList();
  }

  private Provider.Disclosure disclosure() {
    ProviderDefinition.Disclosure disclosure = definition.disclosure();
    return new Provider.Disclosure(
        Written.mailbox("security_contact", disclosure.securityContact()),
        Written.date("compliance.pkce_due", disclosure.pkceDue()),
        Written.date("compliance.rotation_due", disclosure.rotationDue()));
  }
}
