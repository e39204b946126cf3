package io.rotakeep.adapter.grpc;

import io.rotakeep.core.provider.AuthorizationRules;
import io.rotakeep.core.provider.ClientEvent;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.HostPattern;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ReturnUrl;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.AnnouncedEvent;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ComplianceDates;
import io.rotakeep.v1.RefreshTokenSettings;
import io.rotakeep.v1.ServerTls;
import java.net.URI;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Providers in force as messages; of a client's secrets only their number. */
final class ProviderMessages {
  private ProviderMessages() {}

  static io.rotakeep.v1.Provider.Builder of(Provider provider) {
    AuthorizationRules rules = provider.authorization();
    Integer grants = rules.maxGrantsPerSubject();
    io.rotakeep.v1.Provider.Builder message =
        io.rotakeep.v1.Provider.newBuilder()
            .setName(provider.name().value())
            .setPreset(text(provider.preset()))
            .setIssuer(provider.issuer().toString())
            .setEndpoints(endpoints(provider.endpoints()))
            .setDiscovery(provider.endpoints().discovered())
            .setClient(client(provider.client()))
            .setRedirectUri(rules.redirectUri().toString())
            .setMaxGrantsPerSubject(grants == null ? 0 : grants)
            .setConfirm(rules.confirm())
            .addAllScopes(rules.scopes())
            .setEtag(etag(provider));
    rules.returnUrls().stream().map(ReturnUrl::value).forEach(message::addReturnUrls);
    rules.loginHosts().stream().map(HostPattern::value).forEach(message::addLoginHosts);
    addTokens(message, provider.tokens());
    DialectMessages.add(message, provider.tokens());
    addTrust(message, provider.endpoints().trust());
    addDisclosure(message, provider.disclosure());
    addEvent(message, provider.event());
    return message;
  }

  /** Changes with each application. */
  static String etag(Provider provider) {
    return Long.toString(provider.revision());
  }

  private static void addTokens(io.rotakeep.v1.Provider.Builder message, TokenRules tokens) {
    TokenRules.AccessTokenRules access = tokens.access();
    access.attributeHosts().stream().map(HostPattern::value).forEach(message::addAttributeHosts);
    RefreshTokenSettings.Builder refresh = RefreshTokenSettings.newBuilder();
    if (tokens.idleTtl() != null) {
      refresh.setIdleTtl(Times.duration(tokens.idleTtl()));
    }
    if (tokens.absoluteTtl() != null) {
      refresh.setAbsoluteTtl(Times.duration(tokens.absoluteTtl()));
    }
    message
        .setRotation(ProviderWords.rotation(tokens.rotation(), tokens.blastRadius()))
        .setRefreshToken(refresh)
        .setAccessToken(
            AccessTokenSettings.newBuilder()
                .setDefaultTtl(Times.duration(access.defaultTtl()))
                .setIntrospect(access.introspect())
                .setRefreshMargin(Times.duration(access.refreshMargin()))
                .addAllAttributes(access.attributes())
                .setServeUntilExpiry(access.serveToEnd()));
  }

  private static void addTrust(io.rotakeep.v1.Provider.Builder message, ServerTrust trust) {
    if (!trust.equals(ServerTrust.USUAL)) {
      message.setTls(ServerTls.newBuilder().setCa(trust.authorities()).addAllPins(trust.pins()));
    }
  }

  private static void addDisclosure(
      io.rotakeep.v1.Provider.Builder message, Provider.Disclosure disclosure) {
    message
        .setSecurityContact(text(disclosure.securityContact()))
        .setCompliance(
            ComplianceDates.newBuilder()
                .setPkceDue(text(disclosure.pkceDue()))
                .setRotationDue(text(disclosure.rotationDue())));
  }

  private static void addEvent(
      io.rotakeep.v1.Provider.Builder message, @Nullable ClientEvent event) {
    if (event != null) {
      message.setAnnouncedEvent(
          AnnouncedEvent.newBuilder()
              .setStartTime(Times.timestamp(event.begins()))
              .setEndTime(Times.timestamp(event.ends()))
              .setComment(event.comment()));
    }
  }

  private static io.rotakeep.v1.Endpoints endpoints(Endpoints endpoints) {
    return io.rotakeep.v1.Endpoints.newBuilder()
        .setAuthorization(endpoints.authorization().toString())
        .setToken(endpoints.token().toString())
        .setRevocation(text(endpoints.revocation()))
        .setIntrospection(text(endpoints.introspection()))
        .setUserinfo(text(endpoints.userinfo()))
        .build();
  }

  private static ClientRegistration client(OAuthClient client) {
    return ClientRegistration.newBuilder()
        .setId(client.id())
        .setType(ProviderWords.type(client.type()))
        .setAuthentication(ProviderWords.authentication(client.authentication()))
        .setSecretCount(client.secrets().size())
        .build();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String text(@Nullable URI uri) {
    return uri == null ? "" : uri.toString();
  }

  private static String text(@Nullable LocalDate date) {
    return date == null ? "" : date.toString();
  }
}
