package io.rotakeep.examples;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.daemon.Daemon;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A daemon as {@code server --dev} starts it, with an authorization server beside it. */
public final class RealDaemon implements AutoCloseable {
  private final Path directory;
  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());
  private final InetSocketAddress socket;
  private Daemon daemon;
  private ManagedChannel channel;

  private RealDaemon(Path directory) throws IOException {
    this.directory = directory;
    DaemonSettings settings = settings("127.0.0.1:0");
    var _ = Daemon.initialize(settings);
    this.daemon = Daemon.start(settings);
    this.socket = daemon.grpcAddress();
    this.channel = open();
  }

  /** With connections of these ids, each with a token of its own. */
  public static RealDaemon start(Path directory, String... connections) throws Exception {
    RealDaemon started = new RealDaemon(directory);
    started.applyProvider();
    for (String id : connections) {
      started.adopt(id);
    }
    return started;
  }

  public InetSocketAddress socket() {
    return socket;
  }

  public String address() {
    return "127.0.0.1:" + socket.getPort();
  }

  /** The access tokens that were ever issued, the newest last. */
  public List<String> accessTokens() {
    return server.report().accessTokens();
  }

  public void refresh(String id) {
    var _ =
        connections()
            .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  public void revoke(String id) {
    var _ =
        connections()
            .revokeConnection(RevokeConnectionRequest.newBuilder().setConnection(id).build());
  }

  /** Starts again after a stop, on the same files and the same port. */
  public void restart() throws IOException {
    daemon = Daemon.start(settings(address()));
    channel = open();
  }

  public void stop() {
    channel.shutdownNow();
    daemon.close();
  }

  @Override
  public void close() {
    stop();
    server.close();
  }

  private DaemonSettings settings(String grpc) {
    return DaemonSettings.dev(
        directory.resolve("data"),
        DaemonSettings.Address.parse(grpc),
        DaemonSettings.Address.parse("127.0.0.1:0"));
  }

  private ManagedChannel open() {
    return NettyChannelBuilder.forAddress(socket).usePlaintext().build();
  }

  private ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  public void adopt(String id) throws Exception {
    CompletableFuture<ImportRefreshTokensResponse> adopted = new CompletableFuture<>();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel).importRefreshTokens(new First<>(adopted));
    String token = server.grant(server.client(ClientKind.PUBLIC), id, "api");
    requests.onNext(
        ImportRefreshTokensRequest.newBuilder()
            .setConnection(id)
            .setProvider("double")
            .setRefreshToken(ByteString.copyFromUtf8(token))
            .build());
    requests.onCompleted();
    ImportRefreshTokensResponse answer = adopted.get(30, TimeUnit.SECONDS);
    if (answer.getResult() != ImportResult.IMPORT_RESULT_ADOPTED) {
      throw new IllegalStateException(answer.getError().getMessage());
    }
  }

  private void applyProvider() {
    Endpoints endpoints =
        Endpoints.newBuilder()
            .setAuthorization(server.endpoints().authorization().toString())
            .setToken(server.endpoints().token().toString())
            .setRevocation(server.endpoints().revocation().toString())
            .build();
    Provider provider =
        Provider.newBuilder()
            .setName("double")
            .setIssuer(server.issuer().toString())
            .setEndpoints(endpoints)
            .setClient(
                ClientRegistration.newBuilder()
                    .setId(server.client(ClientKind.PUBLIC).id())
                    .setType(ClientType.CLIENT_TYPE_PUBLIC)
                    .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_NONE))
            .setRedirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
            .addScopes("api")
            .setRotation(
                Rotation.newBuilder()
                    .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                    .setBlastRadius(BlastRadius.BLAST_RADIUS_CHAIN))
            .build();
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(ApplyProviderRequest.newBuilder().setProvider(provider).build());
  }

  private record First<T>(CompletableFuture<T> answer) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable thrown) {
      answer.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new IllegalStateException("no answer"));
    }
  }
}
