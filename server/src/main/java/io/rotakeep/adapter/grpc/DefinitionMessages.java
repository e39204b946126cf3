package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.ProviderDefinition.Authorization;
import io.rotakeep.core.provider.ProviderDefinition.Client;
import io.rotakeep.core.provider.ProviderDefinition.Disclosure;
import io.rotakeep.core.provider.ProviderDefinition.Server;
import io.rotakeep.core.provider.ProviderDefinition.Tls;
import io.rotakeep.core.provider.ProviderDefinition.Tokens;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RefreshTokenSettings;
import io.rotakeep.v1.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Providers as somebody wrote them, out of messages: what is empty there was left out. */
final class DefinitionMessages {
  private DefinitionMessages() {}

  /** The definition owns copies of the secrets; whoever asked closes it. */
  static ProviderDefinition of(ApplyProviderRequest request) {
    Provider written = request.getProvider();
    return new ProviderDefinition(
        orNull(written.getName()),
        orNull(written.getPreset()),
        server(written),
        client(written, request),
        authorization(written),
        rotation(written.getRotation()),
        tokens(written),
        new Disclosure(
            orNull(written.getSecurityContact()),
            orNull(written.getCompliance().getPkceDue()),
            orNull(written.getCompliance().getRotationDue())),
        Set.copyOf(request.getClearMask().getPathsList()));
  }

  private static Server server(Provider written) {
    Endpoints endpoints = written.getEndpoints();
    return new Server(
        orNull(written.getIssuer()),
        written.hasDiscovery() ? written.getDiscovery() : null,
        orNull(endpoints.getAuthorization()),
        orNull(endpoints.getToken()),
        orNull(endpoints.getRevocation()),
        orNull(endpoints.getIntrospection()),
        orNull(endpoints.getUserinfo()),
        new Tls(orNull(written.getTls().getCa()), written.getTls().getPinsList()));
  }

  private static Client client(Provider written, ApplyProviderRequest request) {
    List<SecretBytes> secrets =
        request.getSecretsList().stream()
            .map(secret -> SecretBytes.owning(bytes(secret.getValue())))
            .toList();
    return new Client(
        orNull(written.getClient().getId()),
        ProviderWords.type(written.getClient().getType()),
        ProviderWords.authentication(written.getClient().getAuthentication()),
        secrets);
  }

  private static Authorization authorization(Provider written) {
    return new Authorization(
        orNull(written.getRedirectUri()),
        written.getReturnUrlsList(),
        written.getLoginHostsList(),
        written.getScopesList(),
        written.hasMaxGrantsPerSubject() ? written.getMaxGrantsPerSubject() : null,
        written.hasConfirm() ? written.getConfirm() : null);
  }

  private static ProviderDefinition.Rotation rotation(Rotation written) {
    return new ProviderDefinition.Rotation(
        ProviderWords.kind(written.getRotationClass()),
        written.hasWindow() ? duration("rotation.window", written.getWindow()) : null,
        written.hasCount() ? written.getCount() : null,
        ProviderWords.radius(written.getBlastRadius()));
  }

  private static Tokens tokens(Provider written) {
    AccessTokenSettings access = written.getAccessToken();
    RefreshTokenSettings refresh = written.getRefreshToken();
    return new Tokens(
        access.hasDefaultTtl()
            ? duration("access_token.default_ttl", access.getDefaultTtl())
            : null,
        access.hasIntrospect() ? access.getIntrospect() : null,
        access.hasRefreshMargin()
            ? duration("access_token.refresh_margin", access.getRefreshMargin())
            : null,
        access.getAttributesList(),
        written.getAttributeHostsList(),
        access.hasServeUntilExpiry() ? access.getServeUntilExpiry() : null,
        refresh.hasIdleTtl() ? duration("refresh_token.idle_ttl", refresh.getIdleTtl()) : null,
        refresh.hasAbsoluteTtl()
            ? duration("refresh_token.absolute_ttl", refresh.getAbsoluteTtl())
            : null,
        DialectMessages.definition(written));
  }

  private static Duration duration(String field, com.google.protobuf.Duration written) {
    return Times.notNegative(field, written);
  }

  private static byte[] bytes(ByteString value) {
    return value.toByteArray();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
