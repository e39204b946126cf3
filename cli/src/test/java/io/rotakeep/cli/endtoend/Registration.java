package io.rotakeep.cli.endtoend;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.proxy.HttpGate;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** What the daemon must be told of a client that the authorization server knows. */
final class Registration {
  static final List<String> SCOPES = List.of("openid", "offline_access", "api");

  private Registration() {}

  /** The provider's name for that kind of client. */
  static String provider(ClientKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Token requests go through the gate; everything else to the server itself. */
  static ApplyProviderRequest request(
      AuthorizationServer server, ClientKind kind, HttpGate tokenGate, URI callback) {
    RegisteredClient client = server.client(kind);
    var request =
        ApplyProviderRequest.newBuilder()
            .setProvider(provider(server, client, tokenGate, callback));
    client
        .secret()
        .ifPresent(
            secret ->
                request.addSecrets(
                    ClientSecret.newBuilder().setValue(ByteString.copyFromUtf8(secret))));
    return request.build();
  }

  private static Provider provider(
      AuthorizationServer server, RegisteredClient client, HttpGate tokenGate, URI callback) {
    return Provider.newBuilder()
        .setName(provider(client.kind()))
        .setIssuer(server.issuer().toString())
        .setEndpoints(
            Endpoints.newBuilder()
                .setAuthorization(server.endpoints().authorization().toString())
                .setToken(tokenGate.through(server.endpoints().token()).toString())
                .setRevocation(server.endpoints().revocation().toString())
                .setUserinfo(server.endpoints().userinfo().toString()))
        .setClient(
            ClientRegistration.newBuilder()
                .setId(client.id())
                .setType(type(client.kind()))
                .setAuthentication(authentication(client.kind())))
        .setRedirectUri(callback.toString())
        .addAllScopes(SCOPES)
        .setRotation(
            Rotation.newBuilder()
                .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                .setBlastRadius(BlastRadius.BLAST_RADIUS_GRANT))
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
