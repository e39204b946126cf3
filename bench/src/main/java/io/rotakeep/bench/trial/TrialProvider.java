package io.rotakeep.bench.trial;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshTokenSettings;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A strict authorization server as a provider of the daemon's. */
public final class TrialProvider {
  public static final String NAME = "trial";

  private TrialProvider() {}

  static void apply(AuthorizationServerDouble server, Channel channel) {
    String client = server.client(ClientKind.PUBLIC).id();
    apply(server.issuer(), server.endpoints(), client, null, channel);
  }

  /** As if its authorization server were down; for daemons whose tokens all live. */
  public static void applyUnreachable(InetSocketAddress daemon) {
    applyAt(URI.create("http://127.0.0.1:65535"), null, daemon);
  }

  /**
   * Of a server that need not be an authorization server.
   *
   * @param idle how long its refresh tokens live without use; null if for ever
   */
  public static void applyAt(URI server, @Nullable Duration idle, InetSocketAddress daemon) {
    Endpoints endpoints =
        new Endpoints(
            server.resolve("/authorize"),
            server.resolve("/token"),
            server.resolve("/revoke"),
            server.resolve("/introspect"),
            server.resolve("/userinfo"));
    try (ClientLoop loop = new ClientLoop(1)) {
      ManagedChannel channel = loop.open(daemon, null);
      apply(server, endpoints, "bench", idle, channel);
      channel.shutdownNow();
    }
  }

  private static void apply(
      URI issuer, Endpoints endpoints, String client, @Nullable Duration idle, Channel channel) {
    Provider.Builder provider =
        Provider.newBuilder()
            .setName(NAME)
            .setIssuer(issuer.toString())
            .setEndpoints(
                io.rotakeep.v1.Endpoints.newBuilder()
                    .setAuthorization(endpoints.authorization().toString())
                    .setToken(endpoints.token().toString())
                    .setRevocation(endpoints.revocation().toString()))
            .setClient(
                ClientRegistration.newBuilder()
                    .setId(client)
                    .setType(ClientType.CLIENT_TYPE_PUBLIC)
                    .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_NONE))
            .setRedirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
            .addScopes("api")
            .setRotation(
                Rotation.newBuilder()
                    .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                    .setBlastRadius(BlastRadius.BLAST_RADIUS_CHAIN))
            .setAccessToken(
                AccessTokenSettings.newBuilder()
                    .setRefreshMargin(com.google.protobuf.Duration.getDefaultInstance()));
    if (idle != null) {
      provider.setRefreshToken(
          RefreshTokenSettings.newBuilder()
              .setIdleTtl(com.google.protobuf.Duration.newBuilder().setSeconds(idle.toSeconds())));
    }
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(ApplyProviderRequest.newBuilder().setProvider(provider).build());
  }
}
