package io.rotakeep.adapter.grpc;

import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RefreshTokenSettings;
import io.rotakeep.v1.Rotation;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Presets as messages: only what they set. */
final class PresetMessages {
  private PresetMessages() {}

  static io.rotakeep.v1.Preset of(Preset preset) {
    return io.rotakeep.v1.Preset.newBuilder()
        .setName(preset.name())
        .setDescription(preset.description())
        .setProvider(provider(preset.definition()))
        .addAllSources(preset.sources())
        .setVerified(preset.verified().toString())
        .addAllUnverified(preset.unverified())
        .addAllWithout(preset.without())
        .build();
  }

  private static Provider provider(ProviderDefinition definition) {
    ProviderDefinition.Authorization rules = definition.authorization();
    Provider.Builder message =
        Provider.newBuilder()
            .setEndpoints(endpoints(definition.server()))
            .setClient(client(definition.client()))
            .addAllReturnUrls(rules.returnUrls())
            .addAllLoginHosts(rules.loginHosts())
            .addAllScopes(rules.scopes())
            .addAllAttributeHosts(definition.tokens().attributeHosts())
            .setRotation(rotation(definition.rotation()))
            .setAccessToken(access(definition.tokens()))
            .setRefreshToken(refresh(definition.tokens()));
    given(definition.server().issuer(), message::setIssuer);
    given(definition.server().discovery(), message::setDiscovery);
    given(rules.redirectUri(), message::setRedirectUri);
    given(rules.maxGrantsPerSubject(), message::setMaxGrantsPerSubject);
    given(rules.confirm(), message::setConfirm);
    given(definition.disclosure().securityContact(), message::setSecurityContact);
    DialectMessages.add(message, definition.tokens().dialect());
    return message.build();
  }

  private static Endpoints endpoints(ProviderDefinition.Server server) {
    Endpoints.Builder message = Endpoints.newBuilder();
    given(server.authorization(), message::setAuthorization);
    given(server.token(), message::setToken);
    given(server.revocation(), message::setRevocation);
    given(server.introspection(), message::setIntrospection);
    given(server.userinfo(), message::setUserinfo);
    return message.build();
  }

  private static ClientRegistration client(ProviderDefinition.Client client) {
    ClientRegistration.Builder message = ClientRegistration.newBuilder();
    OAuthClient.Type type = client.type();
    ClientAuthentication method = client.authentication();
    given(type == null ? null : ProviderWords.type(type), message::setType);
    given(method == null ? null : ProviderWords.authentication(method), message::setAuthentication);
    return message.build();
  }

  private static Rotation rotation(ProviderDefinition.Rotation rotation) {
    Rotation.Builder message = Rotation.newBuilder();
    var kind = rotation.kind();
    var radius = rotation.blastRadius();
    if (kind != null) {
      message.setRotationClass(
          io.rotakeep.v1.RotationClass.valueOf("ROTATION_CLASS_" + kind.name()));
    }
    if (radius != null) {
      message.setBlastRadius(io.rotakeep.v1.BlastRadius.valueOf("BLAST_RADIUS_" + radius.name()));
    }
    length(rotation.window(), message::setWindow);
    given(rotation.count(), message::setCount);
    return message.build();
  }

  private static AccessTokenSettings access(ProviderDefinition.Tokens tokens) {
    AccessTokenSettings.Builder message =
        AccessTokenSettings.newBuilder().addAllAttributes(tokens.attributes());
    length(tokens.defaultTtl(), message::setDefaultTtl);
    given(tokens.introspect(), message::setIntrospect);
    length(tokens.refreshMargin(), message::setRefreshMargin);
    given(tokens.serveUntilExpiry(), message::setServeUntilExpiry);
    return message.build();
  }

  private static RefreshTokenSettings refresh(ProviderDefinition.Tokens tokens) {
    RefreshTokenSettings.Builder message = RefreshTokenSettings.newBuilder();
    length(tokens.idleTtl(), message::setIdleTtl);
    length(tokens.absoluteTtl(), message::setAbsoluteTtl);
    return message.build();
  }

  private static void length(
      @Nullable Duration value, Consumer<com.google.protobuf.Duration> setter) {
    given(value == null ? null : Times.duration(value), setter);
  }

  private static <T> void given(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
