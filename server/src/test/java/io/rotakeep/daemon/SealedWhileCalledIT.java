package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ImportRotation;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.SealRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.UnsealRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under way when a daemon is sealed, and asks on. */
final class SealedWhileCalledIT {
  private static final Executor THREADS = Thread::startVirtualThread;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private AuthorizationServerDouble server;
  private Daemon daemon;
  private ManagedChannel channel;

  @BeforeEach
  void begin() throws Exception {
    server = AuthorizationServerDouble.start(DoubleSettings.standard());
    var settings = MortalDaemon.settings(directory.resolve("data"));
    var _ = Daemon.initialize(settings);
    daemon = Daemon.start(settings);
    channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + daemon.grpcAddress().getPort(), InsecureChannelCredentials.create())
            .build();
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(OneConnection.provider(server, OneConnection.FAMILY))
                    .build());
  }

  @AfterEach
  void end() {
    channel.shutdownNow();
    daemon.close();
    server.close();
  }

  @Test
  void whoWaitedForATokenGetsNoneOnceSealingHasBegun() throws Exception {
    var lines = new Lines();
    lines.send("a", ImportRotation.IMPORT_ROTATION_FIRST_USE);
    assertThat(lines.result()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    server.behaviour().tokenPace().hold();
    CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> read("a"), THREADS);
    server.behaviour().tokenPace().awaitHeld(1, LIMIT);
    CompletableFuture<SystemStatus> sealing = CompletableFuture.supplyAsync(this::seal, THREADS);
    await().until(() -> status().getSealed());

    server.behaviour().tokenPace().release();

    assertThat(reason(reading.handle((_, thrown) -> thrown).get(30, TimeUnit.SECONDS)))
        .isEqualTo("SEALED");
    assertThat(sealing.get(30, TimeUnit.SECONDS).getSealed()).isTrue();
    unseal();
    assertThat(read("a")).as("the token came, and was kept").isEqualTo(2);
    assertThat(server.report().presentedMoreThanOnce()).isEmpty();
  }

  @Test
  void anImportEndsWithTheLineThatIsUnderWay() throws Exception {
    var lines = new Lines();
    lines.send("a", ImportRotation.IMPORT_ROTATION_NOW);
    assertThat(lines.result()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
    server.behaviour().tokenPace().hold();
    lines.send("b", ImportRotation.IMPORT_ROTATION_NOW);
    lines.send("c", ImportRotation.IMPORT_ROTATION_NOW);
    server.behaviour().tokenPace().awaitHeld(1, LIMIT);
    CompletableFuture<SystemStatus> sealing = CompletableFuture.supplyAsync(this::seal, THREADS);
    await().until(() -> status().getSealed());

    server.behaviour().tokenPace().release();

    // The store may be closed before its row is looked at again.
    assertThat(lines.result())
        .as("of b")
        .isIn(ImportResult.IMPORT_RESULT_ADOPTED, ImportResult.IMPORT_RESULT_FAILED);
    assertThat(lines.end()).isEqualTo("SEALED");
    assertThat(sealing.get(30, TimeUnit.SECONDS).getSealed()).isTrue();
    unseal();
    assertThat(read("b")).isEqualTo(2);
  }

  @Test
  void anImportThatRestsEndsToo() throws Exception {
    var lines = new Lines();
    lines.send("a", ImportRotation.IMPORT_ROTATION_NOW);
    assertThat(lines.result()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);

    seal();

    assertThat(lines.end()).isEqualTo("SEALED");
    unseal();
    var next = new Lines();
    next.send("b", ImportRotation.IMPORT_ROTATION_NOW);
    assertThat(next.result()).isEqualTo(ImportResult.IMPORT_RESULT_ADOPTED);
  }

  private long read(String id) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getGeneration();
  }

  private SystemStatus seal() {
    return SystemServiceGrpc.newBlockingStub(channel).seal(SealRequest.getDefaultInstance());
  }

  private void unseal() {
    assertThat(
            SystemServiceGrpc.newBlockingStub(channel)
                .unseal(UnsealRequest.getDefaultInstance())
                .getSealed())
        .isFalse();
  }

  private SystemStatus status() {
    return SystemServiceGrpc.newBlockingStub(channel)
        .getStatus(GetStatusRequest.getDefaultInstance());
  }

  private static String reason(@Nullable Throwable thrown) throws Exception {
    Throwable error = thrown != null && thrown.getCause() != null ? thrown.getCause() : thrown;
    for (var detail :
        Objects.requireNonNull(StatusProto.fromThrowable(Objects.requireNonNull(error)))
            .getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return detail.unpack(ErrorInfo.class).getReason();
      }
    }
    return "";
  }

  /** One stream of imports, read line by line. */
  private final class Lines implements StreamObserver<ImportRefreshTokensResponse> {
    private final BlockingQueue<ImportResult> results = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private final StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel).importRefreshTokens(this);

    void send(String id, ImportRotation rotation) {
      String token = server.grant(server.client(ClientKind.PUBLIC), "user of " + id, "api");
      requests.onNext(
          ImportRefreshTokensRequest.newBuilder()
              .setConnection(id)
              .setProvider("doubled")
              .setRefreshToken(ByteString.copyFromUtf8(token))
              .setRotate(rotation)
              .build());
    }

    ImportResult result() throws InterruptedException {
      return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "no answer");
    }

    String end() throws Exception {
      return reason(end.get(30, TimeUnit.SECONDS));
    }

    @Override
    public void onNext(ImportRefreshTokensResponse response) {
      results.add(response.getResult());
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(failure);
    }

    @Override
    public void onCompleted() {
      end.completeExceptionally(new AssertionError("ended well"));
    }
  }
}
