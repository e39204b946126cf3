package io.rotakeep.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ReinstateConnectionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that refreshes as fast as it can is backed up by the command, goes on, and is killed by
 * SIGKILL; its directory is lost. The restore is killed as well, at moments that chance chooses,
 * and at last let be. The server is of the class that punishes a second use most.
 *
 * <p>{@code -Drestore.kills=N} kills so many restores, {@code -Drestore.seed=S} at the moments of
 * another run.
 */
@Timeout(600)
final class BackupUnderLoadIT {
  private static final int CONNECTIONS = 100;
  private static final int LONGEST_RESTORE_MILLIS = 2_500;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(
          DoubleSettings.standard().withAccessTokenLife(Duration.ofHours(1)));
  private final List<Customer> customers =
      IntStream.range(0, CONNECTIONS).mapToObj(Customer::new).toList();
  private final Tally tally = new Tally();
  private final Load load = new Load(server, CrashProvider.NAME, customers, tally);
  private int commands;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void makesAStoreThatSendsNothingStale() throws Exception {
    Files.createDirectory(directory.resolve("log"));
    backUpUnderLoadAndKill();
    Files.move(data(), lost());
    Files.writeString(file(), settings());

    int killed = killRestores();
    var restore = run("operator", "restore", "--config", file().toString(), "--from", backup());
    assertThat(restore.awaitExit()).as("%s", restore.errorLines()).isZero();
    assertThat(restore.outputLines())
        .anyMatch(line -> line.startsWith("connections that may be stale: " + CONNECTIONS));
    System.out.println("BackupUnderLoadIT: " + killed + " restores killed");

    assertHeldAndReleasable();
  }

  private void backUpUnderLoadAndKill() throws Exception {
    var process =
        DaemonProcess.start(
            DaemonLaunch.development(data(), directory.resolve("log"))
                .onClassPath(Distribution.classPath()));
    try (var caller = new Caller(process.grpcAddress())) {
      caller.register(CrashProvider.of(server, process.http("/oauth/callback")));
      var stop = new AtomicBoolean();
      CompletableFuture<Void> working = load.on(caller, () -> !stop.get());
      await()
          .atMost(LIMIT)
          .until(() -> load.refreshed() > 3L * CONNECTIONS || !tally.violations().isEmpty());

      backUp(process.grpcAddress());
      cutOffABackup(process);

      long enough = load.refreshed() + 3L * CONNECTIONS;
      await().atMost(LIMIT).until(() -> load.refreshed() > enough || !tally.violations().isEmpty());
      stop.set(true);
      working.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      assertThat(tally.violations()).isEmpty();
    } finally {
      process.kill();
    }
  }

  private void backUp(String address) {
    long before = load.refreshed();
    long begun = System.nanoTime();
    var command = run(address, "operator", "backup", backup());
    assertThat(command.awaitExit()).as("%s", command.errorLines()).isZero();
    long refreshed = load.refreshed() - before;
    double seconds = (double) (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "BackupUnderLoadIT: %d refreshes in %.1f s around a backup, %.0f/s%n",
        refreshed, seconds, (double) refreshed / seconds);
    assertThat(refreshed).as("it goes on").isPositive();
  }

  /** Another one, whose taker is killed while it begins, or ends: there is no file then, or all. */
  private void cutOffABackup(DaemonProcess process) throws Exception {
    String cut = directory.resolve("cut.backup").toString();
    try (var command = run(process.grpcAddress(), "operator", "backup", cut)) {
      await().atMost(LIMIT).until(() -> !drafts().isEmpty() || Files.exists(Path.of(cut)));
      command.kill();
    }
    if (Files.exists(Path.of(cut))) {
      assertThat(run("operator", "backup", "--show", cut).awaitExit()).isZero();
    }
    for (Path draft : drafts()) {
      Files.delete(draft);
    }
  }

  private List<Path> drafts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  /** A place where a restore was killed is empty, or has a whole store. */
  private int killRestores() throws Exception {
    int kills = Integer.getInteger("restore.kills", 5);
    long seed = Long.getLong("restore.seed", System.nanoTime());
    System.out.println("BackupUnderLoadIT: -Drestore.seed=" + seed);
    var chance = new Random(seed);
    int killed = 0;
    for (int kill = 0; kill < kills; kill++) {
      try (var restore =
          run("operator", "restore", "--config", file().toString(), "--from", backup())) {
        boolean over =
            tally.awaitViolation(500 + chance.nextInt(LONGEST_RESTORE_MILLIS))
                || !restore.isAlive();
        restore.kill();
        killed += over ? 0 : 1;
      }
      if (Files.exists(restored())) {
        assertThat(restored().resolve("seal")).exists();
        assertThat(restored().resolve("journal")).isNotEmptyDirectory();
        assertThat(restored().resolve("rotakeep.mv.db")).isNotEmptyFile();
        Files.move(restored(), directory.resolve("whole-" + kill));
      }
    }
    return killed;
  }

  private void assertHeldAndReleasable() throws IOException {
    int before = server.report().presentations().size();
    try (var process =
            DaemonProcess.start(
                DaemonLaunch.configured(file(), directory.resolve("log"))
                    .onClassPath(Distribution.classPath()));
        var client = RotakeepClient.builder().address(process.grpcAddress()).build()) {
      for (Customer customer : customers) {
        assertThatExceptionOfType(RotakeepException.class)
            .as(customer.id)
            .isThrownBy(() -> client.accessToken(customer.id))
            .withMessageContaining("CONNECTION_QUARANTINED");
      }
      assertThat(server.report().presentations()).hasSize(before);

      String released = customers.getFirst().id;
      var _ =
          ConnectionServiceGrpc.newBlockingStub(client.channel())
              .reinstateConnection(
                  ReinstateConnectionRequest.newBuilder()
                      .setConnection(released)
                      .setComment("it burnt down")
                      .build());
      // Its old access token lives; the old refresh token is not sent.
      assertThat(client.accessToken(released).value()).isNotEmpty();
      assertThat(server.report().presentations()).hasSize(before);
      assertThat(run("unix:" + socket(), "operator", "status").awaitExit()).isZero();
    }
    assertThat(server.report().reuseCount()).isZero();
  }

  private DaemonProcess run(String address, String... arguments) {
    boolean addressed = !address.equals("operator");
    String[] all =
        addressed
            ? arguments
            : Stream.concat(Stream.of(address), Stream.of(arguments)).toArray(String[]::new);
    try {
      Path own = Files.createDirectory(directory.resolve("log/" + commands++));
      var launch = DaemonLaunch.of(own, all).onClassPath(Distribution.classPath());
      return DaemonProcess.launch(addressed ? launch.with("ROTAKEEP_ADDRESS", address) : launch);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
    policies:
      - name: ops
        callers: ["uid:%s"]
        connections: ["**"]
        roles: [operator, reader, security]
    """
        .formatted(
            restored(),
            directory.resolve("data-witness/witness"),
            socket(),
            lost().resolve("seal.key"),
            directory.resolve("audit.jsonl"),
            Files.getAttribute(directory, "unix:uid"));
  }

  private Path socket() {
    return directory.resolve("r.sock");
  }

  private Path file() {
    return directory.resolve("rotakeep.yaml");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path lost() {
    return directory.resolve("lost");
  }

  private Path restored() {
    return directory.resolve("restored");
  }

  private String backup() {
    return directory.resolve("store.backup").toString();
  }
}
