package io.rotakeep.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.stub.StreamObserver;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.proxy.TcpGate;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ImportRotation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL of the daemon, and of the command, in the middle of a backup. The way between them stalls
 * after a few bytes of it, and the store is larger than what a stream may have under way besides:
 * so neither can be through.
 */
@Timeout(240)
final class KilledBackupIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int CONNECTIONS = 600;
  private static final int LABELS = 32;
  private static final int PASSED = 300_000;

  /** What gRPC lets a daemon send that nobody has read: its window of 1 MiB. */
  private static final int UNDER_WAY = 1 << 20;

  @TempDir private Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());
  private int processes;

  @BeforeEach
  void makeRoom() throws IOException {
    Files.createDirectories(place());
    Files.createDirectories(directory.resolve("log"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void leavesNothingAndIsTakenAgainWhenTheDaemonWasKilled() throws Exception {
    try (DaemonProcess daemon = startDaemon();
        TcpGate gate = gate(daemon)) {
      fill(daemon);
      DaemonProcess command = haltInTheMiddle(gate);
      Path half = Files.copy(drafts().getFirst(), directory.resolve("half.backup"));

      daemon.kill();
      gate.shut();

      assertThat(command.awaitExit()).isEqualTo(1);
      assertThat(command.errorLines())
          .anyMatch(line -> line.startsWith("UNAVAILABLE: the daemon, or the way to it, went in"));
      assertThat(left()).isEmpty();
      assertRefused(half);
    }
    assertThat(backedUp()).containsExactly("BEGUN");
    try (DaemonProcess daemon = startDaemon()) {
      assertTaken(daemon);
    }
  }

  @Test
  void isGivenUpByTheDaemonAndTakenAgainWhenTheCommandWasKilled() throws Exception {
    try (DaemonProcess daemon = startDaemon();
        TcpGate gate = gate(daemon)) {
      fill(daemon);
      DaemonProcess command = haltInTheMiddle(gate);

      command.kill();

      assertThat(file()).doesNotExist();
      assertThat(drafts()).hasSize(1);
      assertRefused(drafts().getFirst());
      await().atMost(LIMIT).until(() -> backedUp().contains("FAILED"));
      assertThat(backedUp()).containsExactly("BEGUN", "FAILED");
      assertTaken(daemon);
    }
  }

  private DaemonProcess haltInTheMiddle(TcpGate gate) throws IOException {
    gate.stallAfter(PASSED);
    DaemonProcess command = run(gate.address(), "operator", "backup", file().toString());
    await().atMost(LIMIT).until(() -> gate.isStalled() && sizeOfDraft() > 0);
    assertThat(command.isAlive()).isTrue();
    assertThat(sizeOfDraft()).isLessThan(PASSED);
    return command;
  }

  private long sizeOfDraft() throws IOException {
    return drafts().isEmpty() ? 0 : Files.size(drafts().getFirst());
  }

  private void assertRefused(Path half) throws IOException {
    DaemonProcess look = run("", "operator", "backup", "--show", half.toString());
    assertThat(look.awaitExit()).isEqualTo(1);
    assertThat(look.errorLines()).anyMatch(line -> line.contains("is damaged near byte"));

    Path settings = Files.writeString(directory.resolve("rotakeep.yaml"), settings());
    DaemonProcess restore =
        run("", "operator", "restore", "--config", settings.toString(), "--from", half.toString());
    assertThat(restore.awaitExit()).isEqualTo(1);
    assertThat(restore.errorLines())
        .anyMatch(line -> line.startsWith("FAILED_PRECONDITION: " + half + ": is damaged near"));
    assertThat(directory.resolve("restored")).doesNotExist();
  }

  /** To the same name, and it is the only thing there. */
  private void assertTaken(DaemonProcess daemon) throws IOException {
    DaemonProcess again = run(daemon.grpcAddress(), "operator", "backup", file().toString());
    assertThat(again.awaitExit()).as("%s", again.errorLines()).isZero();
    assertThat(left()).containsExactly(file());
    assertThat(Files.size(file()))
        .as("more than can be under way")
        .isGreaterThan(PASSED + UNDER_WAY);
    DaemonProcess look = run("", "operator", "backup", "--show", file().toString());
    assertThat(look.awaitExit()).isZero();
    assertThat(look.outputLines()).anyMatch(line -> line.startsWith("connections  " + CONNECTIONS));
  }

  /** How the backups so far went, by the audit. */
  private List<String> backedUp() throws IOException {
    try (Stream<String> lines = Files.lines(data().resolve("audit.jsonl"))) {
      return lines
          .filter(line -> line.contains("STORE_BACKED_UP"))
          .map(line -> line.replaceFirst(".*\"outcome\":\"([A-Z]+)\".*", "$1"))
          .toList();
    }
  }

  private void fill(DaemonProcess daemon) throws Exception {
    try (var caller = new Caller(daemon.grpcAddress())) {
      caller.register(CrashProvider.of(server, daemon.http("/oauth/callback")));
    }
    var channel =
        Grpc.newChannelBuilder(daemon.grpcAddress(), InsecureChannelCredentials.create()).build();
    try {
      var taken = new Taken();
      StreamObserver<ImportRefreshTokensRequest> requests =
          ConnectionServiceGrpc.newStub(channel)
              .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
              .importRefreshTokens(taken);
      for (int n = 0; n < CONNECTIONS; n++) {
        requests.onNext(large(n));
      }
      requests.onCompleted();
      assertThat(taken.all.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(CONNECTIONS);
    } finally {
      channel.shutdownNow();
    }
  }

  private static ImportRefreshTokensRequest large(int number) {
    var request =
        ImportRefreshTokensRequest.newBuilder()
            .setConnection("large/" + number)
            .setProvider(CrashProvider.NAME)
            .setRefreshToken(ByteString.copyFromUtf8("token-" + number))
            .setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE);
    for (int label = 0; label < LABELS; label++) {
      request.putLabels("label-" + label, "x".repeat(255));
    }
    return request.build();
  }

  private static final class Taken implements StreamObserver<ImportRefreshTokensResponse> {
    private final AtomicInteger created = new AtomicInteger();
    private final CompletableFuture<Integer> all = new CompletableFuture<>();

    @Override
    public void onNext(ImportRefreshTokensResponse answer) {
      if (answer.getResult() != ImportResult.IMPORT_RESULT_FAILED) {
        created.incrementAndGet();
      }
    }

    @Override
    public void onError(Throwable failure) {
      all.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      all.complete(created.get());
    }
  }

  private DaemonProcess startDaemon() throws IOException {
    return DaemonProcess.start(DaemonLaunch.development(data(), log()));
  }

  private DaemonProcess run(String address, String... arguments) throws IOException {
    return DaemonProcess.launch(
        DaemonLaunch.of(log(), arguments).with("ROTAKEEP_ADDRESS", address));
  }

  private static TcpGate gate(DaemonProcess daemon) {
    var address = URI.create("grpc://" + daemon.grpcAddress());
    return TcpGate.before(new InetSocketAddress(address.getHost(), address.getPort()));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(place())) {
      return files.toList();
    }
  }

  private List<Path> drafts() throws IOException {
    return left().stream().filter(file -> file.toString().endsWith(".part")).toList();
  }

  private String settings() throws IOException {
    return """
    data_dir: %s
    witness: %s
    listen:
      unix: {path: %s}
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: %s}
    audit: [{type: file, path: %s}]
    policies: [{name: ops, callers: ["uid:%s"], connections: ["**"], roles: [operator]}]
    """
        .formatted(
            directory.resolve("restored"),
            directory.resolve("witness"),
            directory.resolve("r.sock"),
            data().resolve("seal.key"),
            directory.resolve("audit.jsonl"),
            Files.getAttribute(directory, "unix:uid"));
  }

  private Path log() throws IOException {
    return Files.createDirectory(directory.resolve("log/" + processes++));
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path place() {
    return directory.resolve("place");
  }

  private Path file() {
    return place().resolve("store.backup");
  }
}
