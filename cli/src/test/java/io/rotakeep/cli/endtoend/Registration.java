package io.rotakeep.cli.endtoend;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.Provider;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What the daemon must be told of a client that the authorization server knows: what a preset asks
 * for and no more, so that a preset which says too little is noticed.
 *
 * @param way how token requests go to that address; everything else goes to the server itself
 */
public record Registration(
    AuthorizationServer server, String preset, ClientKind kind, UnaryOperator<URI> way) {
  /** The preset that names no scopes, because its server is unknown. */
  private static final String UNKNOWN = "generic";

  private static final List<String> SCOPES = List.of("openid", "offline_access", "api");

  /** The provider's name for that kind of client. */
  static String provider(ClientKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  ApplyProviderRequest request(URI callback) {
    var request = ApplyProviderRequest.newBuilder().setProvider(provider(callback));
    server
        .client(kind)
        .secret()
        .ifPresent(
            secret ->
                request.addSecrets(
                    ClientSecret.newBuilder().setValue(ByteString.copyFromUtf8(secret))));
    return request.build();
  }

  private Provider provider(URI callback) {
    return Provider.newBuilder()
        .setName(provider(kind))
        .setPreset(preset)
        .setIssuer(server.issuer().toString())
        .setDiscovery(true)
        .setEndpoints(
            Endpoints.newBuilder().setToken(way.apply(server.endpoints().token()).toString()))
        .setClient(
            ClientRegistration.newBuilder()
                .setId(server.client(kind).id())
                .setType(type(kind))
                .setAuthentication(authentication(kind)))
        .setRedirectUri(callback.toString())
        .addAllScopes(preset.equals(UNKNOWN) ? SCOPES : List.of())
        // Without a margin refreshes happen when tokens end, and can be counted.
        .setAccessToken(
            AccessTokenSettings.newBuilder().setRefreshMargin(Duration.getDefaultInstance()))
        .build();
  }

  private static ClientType type(ClientKind kind) {
    return switch (kind) {
      case PUBLIC -> ClientType.CLIENT_TYPE_PUBLIC;
      case CONFIDENTIAL_POST, CONFIDENTIAL_BASIC -> ClientType.CLIENT_TYPE_CONFIDENTIAL;
    };
  }

  private static ClientAuthentication authentication(ClientKind kind) {
    return switch (kind) {
      case PUBLIC -> ClientAuthentication.CLIENT_AUTHENTICATION_NONE;
      case CONFIDENTIAL_POST -> ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_POST;
      case CONFIDENTIAL_BASIC -> ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_BASIC;
    };
  }
}
