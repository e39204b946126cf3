package io.rotakeep.cli.crash;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.cli.crash.Customer.Finding;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.v1.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that refreshes as fast as it can is killed by SIGKILL at moments that chance chooses,
 * some of them while it starts or stops, and is started again on the same files. The server is of
 * the class that punishes a second use most.
 *
 * <p>{@code -Dkills=N} kills so often, {@code -Dkills.seed=S} at the moments of another run.
 */
final class RandomKillsIT {
  private static final int CONNECTIONS = 200;

  /** After how many kills there is a sign of life. */
  private static final int NEWS = 50;

  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(2);
  private static final Duration LATENCY = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
  private static final int MOST_REFRESHES = 120;
  private static final int LONGEST_DELAY_MILLIS = 25;
  private static final int LONGEST_START_MILLIS = 2_000;
  private static final int LONGEST_STOP_MILLIS = 250;
  private static final int NOT_STOPPED = -1;

  @TempDir private static Path directory;

  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(
          DoubleSettings.standard().withAccessTokenLife(ACCESS_TOKEN_LIFE));
  private final List<Customer> customers =
      IntStream.range(0, CONNECTIONS).mapToObj(Customer::new).toList();
  private final Tally tally = new Tally();
  private final Load load = new Load(server, CrashProvider.NAME, customers, tally);
  private int killedWhileStarting;
  private int killedWhileStopping;
  private Duration up = Duration.ZERO;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void losesNoTokenWithoutSayingSo() throws Exception {
    int kills = Integer.getInteger("kills", 20);
    long seed = Long.getLong("kills.seed", System.nanoTime());
    System.out.println("RandomKillsIT: " + kills + " kills, -Dkills.seed=" + seed);
    var chance = new Random(seed);
    server.behaviour().tokenPace().latency(LATENCY);
    Files.createDirectory(directory.resolve("log"));
    rehearse();

    for (int kill = 0; kill < kills && tally.violations().isEmpty(); kill++) {
      if (kill > 0 && kill % NEWS == 0) {
        System.out.println("RandomKillsIT: " + kill + " kills, " + load.refreshed() + " refreshes");
      }
      if (chance.nextInt(5) == 0) {
        killWhileStarting(chance.nextInt(LONGEST_START_MILLIS));
      } else {
        int stopping = chance.nextInt(5) == 0 ? chance.nextInt(LONGEST_STOP_MILLIS) : NOT_STOPPED;
        runAndKill(chance.nextInt(MOST_REFRESHES), chance.nextInt(LONGEST_DELAY_MILLIS), stopping);
      }
    }
    List<Connection> left = settle();

    ServerReport report = server.report();
    var reckoning = new Reckoning(report, customers, tally);
    eachWith(left, reckoning::hold);
    System.out.println("RandomKillsIT: " + figures(kills, reckoning, report));
    assertThat(tally.violations()).as("seed %d", seed).isEmpty();
    assertThat(report.reuseCount()).isLessThanOrEqualTo(reckoning.deliberate());
  }

  /**
   * One whole life, ended in good order, from which the JDK learns to start the next ones in half
   * the time (JEP 514): most of a run is starts.
   */
  private void rehearse() {
    var process = DaemonProcess.start(launch("-XX:AOTCacheOutput=" + cache()));
    try (var caller = new Caller(process.grpcAddress())) {
      caller.register(CrashProvider.of(server, process.http("/oauth/callback")));
      CompletableFuture<Void> working =
          load.on(caller, () -> load.refreshed() < CONNECTIONS && tally.violations().isEmpty());
      await().atMost(LIMIT).until(working::isDone);
      lookAround(caller);
    } finally {
      process.stop();
    }
    assertThat(cache()).isNotEmptyFile();
  }

  private static Path cache() {
    return directory.resolve("daemon.aot");
  }

  /**
   * A daemon that lives for so many refreshes and a little longer, and is then no more; perhaps it
   * was told to stop a moment before.
   */
  private void runAndKill(int refreshes, int millis, int stopping) throws InterruptedException {
    DaemonProcess process = start();
    try (var caller = new Caller(process.grpcAddress())) {
      lookAround(caller);
      var stop = new AtomicBoolean();
      long begin = System.nanoTime();
      long enough = load.refreshed() + refreshes;
      CompletableFuture<Void> working = load.on(caller, () -> !stop.get());
      while (load.refreshed() < enough
          && System.nanoTime() - begin < LONGEST_ROUND.toNanos()
          && !tally.awaitViolation(1)) {
        // The daemon is at work.
      }
      tally.awaitViolation(millis);

      // What is under way now is cut off in the middle: only new calls are no longer begun.
      stop.set(true);
      if (stopping != NOT_STOPPED) {
        process.beginToStop();
        tally.awaitViolation(stopping);
        killedWhileStopping++;
      }
      process.kill();
      up = up.plusNanos(System.nanoTime() - begin);
      working.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    } finally {
      process.close();
    }
  }

  /** Perhaps in the middle of a recovery. */
  private void killWhileStarting(int millis) throws InterruptedException {
    try (var process = DaemonProcess.launch(launch())) {
      tally.awaitViolation(millis);
      process.kill();
      killedWhileStarting++;
    }
  }

  /** Lets the last daemon live until nothing is in doubt; what it says of every connection. */
  private List<Connection> settle() {
    try (var process = start();
        var caller = new Caller(process.grpcAddress())) {
      lookAround(caller);
      long begin = System.nanoTime();
      CompletableFuture<Void> working =
          load.on(
              caller,
              () ->
                  tally.violations().isEmpty()
                      && !customers.stream().allMatch(Customer::isSettled));
      await().atMost(LIMIT).until(working::isDone);
      up = up.plusNanos(System.nanoTime() - begin);
      lookAround(caller);
      return caller.all();
    }
  }

  private DaemonProcess start() {
    return DaemonProcess.start(launch());
  }

  private static DaemonLaunch launch() {
    return launch("-XX:AOTCache=" + cache());
  }

  private static DaemonLaunch launch(String option) {
    return DaemonLaunch.development(directory.resolve("data"), directory.resolve("log"))
        .onClassPath(Distribution.classPath())
        .with("ROTAKEEP_LOG_LEVEL", "ERROR")
        .with("JDK_JAVA_OPTIONS", option);
  }

  /** What a started daemon says of each connection must be what was told, or a named loss. */
  private void lookAround(Caller caller) {
    List<Connection> all = caller.all();
    Map<String, Connection> byId = new HashMap<>();
    all.forEach(connection -> byId.put(connection.getId(), connection));
    customers.stream()
        .filter(customer -> !customer.awaitsImport() && !byId.containsKey(customer.id))
        .forEach(customer -> tally.violation(customer.id + " is gone"));
    eachWith(
        all,
        (customer, connection) -> tally.note(customer, customer.found(connection), connection));
  }

  private void eachWith(List<Connection> connections, BiConsumer<Customer, Connection> act) {
    Map<String, Customer> byId = new HashMap<>();
    customers.forEach(customer -> byId.put(customer.id, customer));
    connections.forEach(
        connection -> act.accept(requireNonNull(byId.get(connection.getId())), connection));
  }

  private double rate(Reckoning reckoning) {
    return reckoning.rotations() * 1e9 / up.toNanos();
  }

  private String figures(int kills, Reckoning reckoning, ServerReport report) {
    return ("%d kills by SIGKILL (%d while starting, %d while stopping), %d rotations in %d s up,"
            + " %.0f rotations/s; %d in doubt, of which %d resolved and %d lost responses; %d"
            + " tokens presented a second time, all on purpose, %d reuses seen by the server;"
            + " %d unclassified")
        .formatted(
            kills,
            killedWhileStarting,
            killedWhileStopping,
            reckoning.rotations(),
            up.toSeconds(),
            rate(reckoning),
            tally.count(Finding.DOUBTED),
            tally.count(Finding.RESOLVED),
            tally.count(Finding.LOST),
            reckoning.deliberate(),
            report.reuseCount(),
            tally.violations().size());
  }
}
