package io.rotakeep.bench;

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
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ImportRotation;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A daemon in this process with a strict authorization server beside it: policy, audit and
 * durability as in production, on loopback, in a directory that goes with it.
 */
final class TrialDaemon implements AutoCloseable {
  private static final String PROVIDER = "trial";

  private final Path directory;
  private final AuthorizationServerDouble server;
  private final Daemon daemon;
  private final ManagedChannel channel;

  private TrialDaemon(
      Path directory, AuthorizationServerDouble server, Daemon daemon, ManagedChannel channel) {
    this.directory = directory;
    this.server = server;
    this.daemon = daemon;
    this.channel = channel;
  }

  static TrialDaemon start(Duration accessTokenLife) throws IOException {
    Path directory = Files.createTempDirectory("rotakeep-bench-");
    AuthorizationServerDouble server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withAccessTokenLife(accessTokenLife));
    DaemonSettings settings =
        DaemonSettings.dev(
            directory.resolve("data"),
            DaemonSettings.Address.parse("127.0.0.1:0"),
            DaemonSettings.Address.parse("127.0.0.1:0"));
    var _ = Daemon.initialize(settings);
    Daemon daemon = Daemon.start(settings);
    TrialDaemon trial = new TrialDaemon(directory, server, daemon, open(daemon));
    trial.applyProvider();
    return trial;
  }

  AuthorizationServerDouble server() {
    return server;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Another connection to the daemon. */
  ManagedChannel newChannel() {
    return open(daemon);
  }

  /** Adopts that many refresh tokens, each spent when its connection is first asked for. */
  List<String> connections(String prefix, int count) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Semaphore places = new Semaphore(32);
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel)
            .importRefreshTokens(new Adopted(places, done, failure));
    RegisteredClient client = server.client(ClientKind.PUBLIC);
    for (int i = 0; i < count; i++) {
      String id = prefix + "/" + i;
      ids.add(id);
      places.acquire();
      requests.onNext(
          ImportRefreshTokensRequest.newBuilder()
              .setConnection(id)
              .setProvider(PROVIDER)
              .setRefreshToken(ByteString.copyFromUtf8(server.grant(client, id, "api")))
              .setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE)
              .build());
    }
    requests.onCompleted();
    done.await();
    if (failure.get() != null) {
      throw new IllegalStateException("the import failed", failure.get());
    }
    return ids;
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    daemon.close();
    server.close();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static ManagedChannel open(Daemon daemon) {
    return NettyChannelBuilder.forAddress(daemon.grpcAddress()).usePlaintext().build();
  }

  private void applyProvider() {
    Provider provider =
        Provider.newBuilder()
            .setName(PROVIDER)
            .setIssuer(server.issuer().toString())
            .setEndpoints(
                Endpoints.newBuilder()
                    .setAuthorization(server.endpoints().authorization().toString())
                    .setToken(server.endpoints().token().toString())
                    .setRevocation(server.endpoints().revocation().toString()))
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
            .setAccessToken(
                AccessTokenSettings.newBuilder()
                    .setRefreshMargin(com.google.protobuf.Duration.getDefaultInstance()))
            .build();
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(ApplyProviderRequest.newBuilder().setProvider(provider).build());
  }

  /** Takes the answers of an import and makes room for the next. */
  private record Adopted(Semaphore places, CountDownLatch done, AtomicReference<Throwable> failure)
      implements StreamObserver<ImportRefreshTokensResponse> {
    @Override
    public void onNext(ImportRefreshTokensResponse response) {
      if (response.getResult() != ImportResult.IMPORT_RESULT_ADOPTED) {
        failure.set(new IllegalStateException(response.getError().getMessage()));
      }
      places.release();
    }

    @Override
    public void onError(Throwable thrown) {
      failure.set(thrown);
      places.release(1_000_000);
      done.countDown();
    }

    @Override
    public void onCompleted() {
      done.countDown();
    }
  }
}
