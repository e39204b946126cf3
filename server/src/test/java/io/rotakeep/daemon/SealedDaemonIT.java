package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.SealSettings;
import io.rotakeep.core.seal.NewStore;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.SealRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.UnsealRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that people must unseal, from its start to its end and back again. */
class SealedDaemonIT {
  private static final Executor THREADS = Thread::startVirtualThread;

  @TempDir Path directory;

  private AuthorizationServerDouble server;

  @BeforeEach
  void begin() throws IOException {
    server = AuthorizationServerDouble.start(DoubleSettings.standard());
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void answersSealedUntilEnoughSharesAreThere() throws Exception {
    List<SecretBytes> shares = initialized().shares();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon)) {
      assertThat(daemon.isSealed()).isTrue();
      assertThat(caller.status().getSealed()).isTrue();
      assertThat(caller.status().getSharesNeeded()).isEqualTo(2);
      assertSealed(() -> caller.one.readAccessToken());
      assertSealed(() -> caller.one.look());
      assertSealed(() -> caller.one.incidents());
      assertThat(caller.one.isHealthy("")).isFalse();
      assertThat(caller.get("/readyz")).isEqualTo("503 sealed");
      assertThat(caller.get("/healthz")).startsWith("200");
      assertThat(caller.get("/metrics")).contains("rotakeep_sealed 1.0");
      assertThat(caller.get("/oauth/callback?state=x&code=y")).startsWith("503");

      assertThat(caller.give(shares.get(0)).getSharesReceived()).isEqualTo(1);
      assertThat(caller.give(shares.get(2)).getSealed()).isFalse();

      var _ = caller.one.importFrom(server, OneConnection.FAMILY);
      assertThat(caller.one.readAccessToken()).isEqualTo(2);
      assertThat(caller.get("/metrics")).contains("rotakeep_sealed 0.0");
      Awaitility.await().until(() -> caller.one.isHealthy(""));
      assertThat(caller.get("/readyz")).startsWith("200");
    }
  }

  /** Each time the core is a new one, with the store as the one before left it. */
  @Test
  void isSealedAndUnsealedInLife() throws Exception {
    List<SecretBytes> shares = initialized().shares();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon)) {
      unseal(caller, shares);
      var _ = caller.one.importFrom(server, OneConnection.FAMILY);
      for (int round = 1; round <= 3; round++) {
        assertThat(caller.seal().getSealed()).isTrue();
        assertSealed(() -> caller.one.readAccessToken());

        unseal(caller, shares);

        assertThat(caller.one.readAccessToken()).isEqualTo(1L + round);
        assertThat(caller.one.refresh().getGeneration()).isEqualTo(2L + round);
      }
    }
    assertThat(server.report().presentedMoreThanOnce()).isEmpty();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon)) {
      unseal(caller, shares);
      assertThat(caller.one.readAccessToken()).isEqualTo(5);
    }
  }

  /** What was asked of a server before the seal closes comes back, and is kept. */
  @Test
  void keepsTheAnswerThatIsUnderWayWhenItIsSealed() throws Exception {
    List<SecretBytes> shares = initialized().shares();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon)) {
      unseal(caller, shares);
      var _ = caller.one.importFrom(server, OneConnection.FAMILY);
      server.behaviour().tokenPace().hold();
      CompletableFuture<Void> refreshing =
          CompletableFuture.runAsync(() -> caller.one.refresh(), THREADS);
      server.behaviour().tokenPace().awaitHeld(1, Duration.ofSeconds(30));
      CompletableFuture<SystemStatus> sealing =
          CompletableFuture.supplyAsync(caller::seal, THREADS);
      Awaitility.await().until(() -> caller.status().getSealed());
      assertSealed(() -> caller.one.readAccessToken());

      server.behaviour().tokenPace().release();

      assertThat(sealing.get(30, TimeUnit.SECONDS).getSealed()).isTrue();
      refreshing.exceptionally(_ -> null).get(30, TimeUnit.SECONDS);
      unseal(caller, shares);
      assertThat(caller.one.readAccessToken()).isEqualTo(3);
      assertThat(caller.status().getAttemptsInDoubt()).isZero();
    }
  }

  /** A sibling of one whose answer is awaited would be sent when no answer can be kept any more. */
  @Test
  void sendsNothingForWhoeverWaitsForItsTurnWhenItIsSealed() throws Exception {
    List<SecretBytes> shares = initialized().shares();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon);
        OneConnection sibling = new OneConnection(caller.address, "crash/two")) {
      unseal(caller, shares);
      var _ = caller.one.importFrom(server, OneConnection.FAMILY);
      var _ = sibling.importFrom(server, OneConnection.FAMILY);
      int sent = server.report().presentations().size();
      server.behaviour().tokenPace().hold();
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(() -> caller.one.refresh(), THREADS);
      server.behaviour().tokenPace().awaitHeld(1, Duration.ofSeconds(30));
      String asked = caller.count();
      CompletableFuture<Void> second = CompletableFuture.runAsync(sibling::refresh, THREADS);
      Awaitility.await().until(() -> !caller.count().equals(asked));
      CompletableFuture<SystemStatus> sealing =
          CompletableFuture.supplyAsync(caller::seal, THREADS);
      Awaitility.await().until(() -> caller.status().getSealed());

      server.behaviour().tokenPace().release();

      assertThat(sealing.get(30, TimeUnit.SECONDS).getSealed()).isTrue();
      first.exceptionally(_ -> null).get(30, TimeUnit.SECONDS);
      assertThat(second).failsWithin(Duration.ofSeconds(30));
      assertThat(server.report().presentations()).hasSize(sent + 1);
      unseal(caller, shares);
      assertThat(sibling.readAccessToken()).isEqualTo(2);
      assertThat(caller.status().getAttemptsInDoubt()).isZero();
      assertThat(sibling.refresh().getGeneration()).isEqualTo(3);
    }
    assertThat(server.report().presentedMoreThanOnce()).isEmpty();
  }

  @Test
  void refusesWhatIsNoShareAndWhatTheSealDoesNotWant() throws Exception {
    var _ = initialized();
    try (Daemon daemon = Daemon.start(settings());
        Caller caller = new Caller(daemon)) {
      assertInvalid(
          caller,
          UnsealRequest.newBuilder().setShare(ByteString.copyFromUtf8("nonsense")),
          "share: is no share of this store's seal, or was copied wrongly");
      assertInvalid(
          caller,
          UnsealRequest.newBuilder().setPassphrase(ByteString.copyFromUtf8("correct horse")),
          "share: is required: the store is sealed by shamir");
      assertInvalid(
          caller, UnsealRequest.newBuilder(), "share: is required: the store is sealed by shamir");
      assertThat(caller.status().getSharesReceived()).isZero();
    }
  }

  private NewStore initialized() {
    return Daemon.initialize(settings(), new SealWish(SealKind.SHAMIR, 3, 2, null));
  }

  private DaemonSettings settings() {
    DaemonSettings dev = MortalDaemon.settings(directory.resolve("data"));
    return new DaemonSettings(
        dev.dataDir(),
        dev.witness(),
        dev.listen(),
        new SealSettings(SealKind.SHAMIR, null, null),
        dev.audit(),
        dev.access(),
        dev.notices(),
        dev.incidents(),
        dev.egress(),
        dev.limits(),
        dev.node());
  }

  private static void unseal(Caller caller, List<SecretBytes> shares) {
    var _ = caller.give(shares.get(1));
    assertThat(caller.give(shares.get(0)).getSealed()).isFalse();
  }

  private static void assertSealed(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList())
        .anyMatch(detail -> detail.is(ErrorInfo.class) && detail.toString().contains("SEALED"));
  }

  private static void assertInvalid(Caller caller, UnsealRequest.Builder request, String message) {
    assertThatThrownBy(() -> caller.system.unseal(request.build()))
        .hasMessage("INVALID_ARGUMENT: " + message);
  }

  /** Whoever calls a daemon without TLS. */
  private static final class Caller implements AutoCloseable {
    final OneConnection one;
    final SystemServiceBlockingStub system;
    private final ManagedChannel channel;
    private final String pages;
    final String address;

    Caller(Daemon daemon) {
      address = "127.0.0.1:" + daemon.grpcAddress().getPort();
      one = new OneConnection(address);
      channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
      system = SystemServiceGrpc.newBlockingStub(channel);
      pages = "http://127.0.0.1:" + daemon.httpAddress().getPort();
    }

    SystemStatus status() {
      return one.status();
    }

    SystemStatus give(SecretBytes share) {
      return system.unseal(
          UnsealRequest.newBuilder().setShare(share.read(ByteString::copyFrom)).build());
    }

    SystemStatus seal() {
      return system.seal(SealRequest.getDefaultInstance());
    }

    /** How many flights have had their connection's lock. */
    String count() throws IOException, InterruptedException {
      return get("/metrics")
          .lines()
          .filter(line -> line.startsWith("rotakeep_serialized_wait_seconds_count"))
          .findFirst()
          .orElseThrow();
    }

    String get(String path) throws IOException, InterruptedException {
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(URI.create(pages + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body().strip();
      }
    }

    @Override
    public void close() {
      one.close();
      channel.shutdownNow();
    }
  }
}
