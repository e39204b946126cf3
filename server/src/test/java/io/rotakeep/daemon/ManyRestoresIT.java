package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.ConnectionState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of every age are put back, one after the other, while the store that they were taken of
 * goes on in between. What is sent is held against what the server saw.
 *
 * <p>{@code -Drestores=N} puts back so many, {@code -Drestores.seed=S} those of another run.
 */
@Timeout(3_600)
final class ManyRestoresIT {
  private static final int CONNECTIONS = 3;
  private static final int MOST_BACKUPS = 10;

  @TempDir private Path directory;

  private final List<Path> backups = new ArrayList<>();
  private int asked;

  @Test
  void sendNoStaleToken() throws IOException {
    int restores = Integer.getInteger("restores", 3);
    long seed = Long.getLong("restores.seed", System.nanoTime());
    var chance = new Random(seed);
    try (var server =
        AuthorizationServerDouble.start(
            DoubleSettings.standard().withRotation(new RotationClass.Family()))) {
      begin(server);
      for (int restore = 0; restore < restores; restore++) {
        backUp(restore);
        goOn(chance);
        int before = server.report().presentations().size();

        putBack(backups.get(chance.nextInt(backups.size())));
        useTheCopy();

        assertThat(server.report().presentations()).as("seed %d", seed).hasSize(before);
        putBackTheNewest();
      }
      goOn(chance);
      ServerReport report = server.report();
      System.out.printf(
          "ManyRestoresIT: %d old backups put back, %d times asked for a token there; %d refreshes"
              + " by the newest store, 0 stale tokens sent, %d reuses seen by the server%n",
          restores, asked, report.presentations().size(), report.reuseCount());
      assertThat(report.reuseCount()).isZero();
    }
  }

  private void begin(AuthorizationServerDouble server) throws IOException {
    var _ = Daemon.initialize(MortalDaemon.settings(data()));
    try (var daemon = Daemon.start(MortalDaemon.settings(data()))) {
      each(daemon, connection -> connection.importFrom(server, OneConnection.FAMILY));
    }
  }

  /** Each token is spent once at least, so every backup of before is behind in all of them. */
  private void goOn(Random chance) throws IOException {
    try (var daemon = Daemon.start(MortalDaemon.settings(data()))) {
      for (int round = chance.nextInt(3); round >= 0; round--) {
        each(daemon, OneConnection::refresh);
      }
    }
  }

  private void useTheCopy() throws IOException {
    try (var daemon = Daemon.start(MortalDaemon.settings(data()))) {
      each(
          daemon,
          connection -> {
            assertThat(connection.look())
                .satisfies(
                    seen ->
                        assertThat(seen.getState())
                            .isEqualTo(ConnectionState.CONNECTION_STATE_QUARANTINED))
                .satisfies(
                    seen ->
                        assertThat(seen.getReason())
                            .isEqualTo(ConnectionReason.CONNECTION_REASON_STALE_STORE));
            assertRefused(connection::readAccessToken);
            assertRefused(connection::refresh);
          });
    }
  }

  private void assertRefused(Runnable call) {
    asked++;
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .withMessageContaining("FAILED_PRECONDITION");
  }

  private static void each(Daemon daemon, Consumer<OneConnection> act) {
    String address = "127.0.0.1:" + daemon.grpcAddress().getPort();
    IntStream.range(0, CONNECTIONS)
        .forEach(
            number -> {
              try (var connection = new OneConnection(address, "copied/" + number)) {
                act.accept(connection);
              }
            });
  }

  private void backUp(int number) throws IOException {
    Path backup = directory.resolve("backup-" + number);
    copy(data(), backup);
    backups.add(backup);
    if (backups.size() > MOST_BACKUPS) {
      // Not always the oldest: some stay that are very old.
      delete(backups.remove(number % MOST_BACKUPS));
    }
  }

  /** The data directory only: the witness is kept on another path, and in no backup. */
  private void putBack(Path backup) throws IOException {
    copy(witness(), directory.resolve("newest-witness"));
    Files.move(data(), directory.resolve("newest"));
    copy(backup, data());
  }

  private void putBackTheNewest() throws IOException {
    delete(data());
    delete(witness());
    Files.move(directory.resolve("newest"), data());
    Files.move(directory.resolve("newest-witness"), witness());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      files.sorted(Comparator.reverseOrder()).forEach(ManyRestoresIT::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path witness() {
    return directory.resolve("data-witness");
  }
}
