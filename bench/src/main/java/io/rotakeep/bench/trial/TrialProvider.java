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
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.net.InetSocketAddress;
import java.net.URI;

/** A strict authorization server as a provider of the daemon's. */
public final class TrialProvider {
  public static final String NAME = "trial";

  private TrialProvider() {}

  static void apply(AuthorizationServerDouble server, Channel channel) {
    String client = server.client(ClientKind.PUBLIC).id();
    apply(server.issuer(), server.endpoints(), client, channel);
  }

  /** As if its authorization server were down; for daemons whose tokens all live. */
  public static void applyUnreachable(InetSocketAddress daemon) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    Endpoints endpoints =
        new Endpoints(
            nowhere.resolve("/authorize"),
            nowhere.resolve("/token"),
            nowhere.resolve("/revoke"),
            nowhere.resolve("/introspect"),
            nowhere.resolve("/userinfo"));
    try (ClientLoop loop = new ClientLoop(1)) {
      ManagedChannel channel = loop.open(daemon, null);
      apply(nowhere, endpoints, "bench", channel);
      channel.shutdownNow();
    }
  }

  private static void apply(URI issuer, Endpoints endpoints, String client, Channel channel) {
    Provider provider =
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
                    .setRefreshMargin(com.google.protobuf.Duration.getDefaultInstance()))
            .build();
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(ApplyProviderRequest.newBuilder().setProvider(provider).build());
  }
}
