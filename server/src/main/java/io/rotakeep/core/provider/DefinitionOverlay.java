package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lays one provider definition over another, key by key. Used once. */
final class DefinitionOverlay {
  private final ProviderDefinition top;
  private final ProviderDefinition base;
  private final Set<String> known = new HashSet<>();

  DefinitionOverlay(ProviderDefinition top, ProviderDefinition base) {
    this.top = top;
    this.base = base;
  }

  ProviderDefinition merged() {
    ProviderDefinition merged =
        new ProviderDefinition(
            top.name(),
            top.preset(),
            server(top.server(), base.server()),
            client(top.client(), base.client()),
            authorization(top.authorization(), base.authorization()),
            rotation(top.rotation(), base.rotation()),
            tokens(top.tokens(), base.tokens()),
            disclosure(top.disclosure(), base.disclosure()),
            Set.of());
    for (String path : top.cleared()) {
      if (!known.contains(path)) {
        throw new InvalidFieldException(
            "clear_mask", "each path must name a setting, such as refresh_token.absolute_ttl");
      }
    }
    return merged;
  }

  private ProviderDefinition.Server server(
      ProviderDefinition.Server mine, ProviderDefinition.Server preset) {
    return new ProviderDefinition.Server(
        pick("issuer", mine.issuer(), preset.issuer()),
        pick("discovery", mine.discovery(), preset.discovery()),
        pick("endpoints.authorization", mine.authorization(), preset.authorization()),
        pick("endpoints.token", mine.token(), preset.token()),
        pick("endpoints.revocation", mine.revocation(), preset.revocation()),
        pick("endpoints.introspection", mine.introspection(), preset.introspection()),
        pick("endpoints.userinfo", mine.userinfo(), preset.userinfo()),
        new ProviderDefinition.Tls(
            pick("tls.ca", mine.tls().ca(), preset.tls().ca()),
            pickList("tls.pins", mine.tls().pins(), preset.tls().pins())));
  }

  private ProviderDefinition.Client client(
      ProviderDefinition.Client mine, ProviderDefinition.Client preset) {
    OAuthClient.Type type = pick("client.type", mine.type(), preset.type());
    // A preset says how its confidential clients prove themselves; that is not for public ones.
    ClientAuthentication usual =
        type == OAuthClient.Type.CONFIDENTIAL ? preset.authentication() : null;
    return new ProviderDefinition.Client(
        pick("client.id", mine.id(), preset.id()),
        type,
        pick("client.authentication", mine.authentication(), usual),
        mine.secrets());
  }

  private ProviderDefinition.Authorization authorization(
      ProviderDefinition.Authorization mine, ProviderDefinition.Authorization preset) {
    return new ProviderDefinition.Authorization(
        pick("redirect_uri", mine.redirectUri(), preset.redirectUri()),
        pickList("return_urls", mine.returnUrls(), preset.returnUrls()),
        pickList("login_hosts", mine.loginHosts(), preset.loginHosts()),
        pickList("scopes", mine.scopes(), preset.scopes()),
        pick("max_grants_per_subject", mine.maxGrantsPerSubject(), preset.maxGrantsPerSubject()),
        pick("confirm", mine.confirm(), preset.confirm()));
  }

  private ProviderDefinition.Rotation rotation(
      ProviderDefinition.Rotation mine, ProviderDefinition.Rotation preset) {
    // Window and count belong to their class: another class from above drops the preset's.
    boolean sameClass = mine.kind() == null || mine.kind() == preset.kind();
    return new ProviderDefinition.Rotation(
        pick("rotation.class", mine.kind(), preset.kind()),
        pick("rotation.window", mine.window(), sameClass ? preset.window() : null),
        pick("rotation.count", mine.count(), sameClass ? preset.count() : null),
        pick("rotation.blast_radius", mine.blastRadius(), preset.blastRadius()));
  }

  private ProviderDefinition.Tokens tokens(
      ProviderDefinition.Tokens mine, ProviderDefinition.Tokens preset) {
    return new ProviderDefinition.Tokens(
        pick("access_token.default_ttl", mine.defaultTtl(), preset.defaultTtl()),
        pick("access_token.introspect", mine.introspect(), preset.introspect()),
        pick("access_token.refresh_margin", mine.refreshMargin(), preset.refreshMargin()),
        pickList("access_token.attributes", mine.attributes(), preset.attributes()),
        pickList("attribute_hosts", mine.attributeHosts(), preset.attributeHosts()),
        pick("access_token.serve_until_expiry", mine.serveUntilExpiry(), preset.serveUntilExpiry()),
        pick("refresh_token.idle_ttl", mine.idleTtl(), preset.idleTtl()),
        pick("refresh_token.absolute_ttl", mine.absoluteTtl(), preset.absoluteTtl()),
        dialect(mine.dialect(), preset.dialect()));
  }

  private DialectDefinition dialect(DialectDefinition mine, DialectDefinition preset) {
    return new DialectDefinition(
        errors(mine.errors(), preset.errors()),
        pick("scope_separator", mine.scopeSeparator(), preset.scopeSeparator()),
        new DialectDefinition.Requests(
            pick("token_request.body", mine.requests().body(), preset.requests().body()),
            pickList(
                "token_request.headers", mine.requests().headers(), preset.requests().headers())),
        new DialectDefinition.Answers(
            pick("token_answer.error", mine.answers().error(), preset.answers().error()),
            pick(
                "token_answer.description",
                mine.answers().description(),
                preset.answers().description()),
            pickList(
                "token_answer.bearer_types",
                mine.answers().bearerTypes(),
                preset.answers().bearerTypes()),
            pick("token_answer.tokens", mine.answers().tokens(), preset.answers().tokens())),
        new DialectDefinition.Identity(
            pick("identity.answer", mine.identity().answer(), preset.identity().answer()),
            pick("identity.userinfo", mine.identity().userinfo(), preset.identity().userinfo())));
  }

  /**
   * An operator's come before the preset's instead of replacing them: who adds one rule would
   * otherwise lose all that is known of the server. Each stands once, so that what is shown of a
   * provider may be applied again.
   */
  private List<ErrorRule> errors(List<ErrorRule> mine, List<ErrorRule> preset) {
    List<ErrorRule> kept = pickList("errors", mine, preset);
    return Stream.concat(kept.stream(), mine.isEmpty() ? Stream.of() : preset.stream())
        .distinct()
        .toList();
  }

  private ProviderDefinition.Disclosure disclosure(
      ProviderDefinition.Disclosure mine, ProviderDefinition.Disclosure preset) {
    return new ProviderDefinition.Disclosure(
        pick("security_contact", mine.securityContact(), preset.securityContact()),
        pick("compliance.pkce_due", mine.pkceDue(), preset.pkceDue()),
        pick("compliance.rotation_due", mine.rotationDue(), preset.rotationDue()));
  }

  private <T> @Nullable T pick(String path, @Nullable T mine, @Nullable T preset) {
    known.add(path);
    boolean dropped = top.cleared().contains(path);
    if (mine != null && dropped) {
      throw new InvalidFieldException(path, "is both given and cleared; do one of the two");
    }
    return mine != null || dropped ? mine : preset;
  }

  private <T> List<T> pickList(String path, List<T> mine, List<T> preset) {
    List<T> picked = pick(path, mine.isEmpty() ? null : mine, preset.isEmpty() ? null : preset);
    return picked == null ? List.of() : picked;
  }
}
