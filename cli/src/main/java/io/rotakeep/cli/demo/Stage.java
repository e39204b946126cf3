package io.rotakeep.cli.demo;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.cli.trial.Patience;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the steps play on: an authorization server, a daemon in its own process, and a
 * temporary directory that holds all the daemon writes.
 *
 * <p>May be closed by another thread at any time; nothing is left over then.
 */
final class Stage implements AutoCloseable {
  static final String PROVIDER = "demo";
  static final String CONNECTION = "demo/alice";
  static final String SUBJECT = "alice";
  static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(3);

  private final Path directory;
  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(
          DoubleSettings.standard().withAccessTokenLife(ACCESS_TOKEN_LIFE));
  private final Patience patience = new Patience(InstantSource.system());
  private @Nullable DaemonProcess daemon;
  private @Nullable RotakeepClient client;
  private boolean closed;
  private boolean kept;

  Stage() throws IOException {
    directory = Files.createTempDirectory("rotakeep-demo-");
    Files.createDirectory(directory.resolve("log"));
  }

  AuthorizationServerDouble server() {
    return server;
  }

  RegisteredClient registration() {
    return server.client(ClientKind.PUBLIC);
  }

  Patience patience() {
    return patience;
  }

  /** All that the daemon may write, its log included. */
  Path directory() {
    return directory;
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  /** Starts the daemon on what an earlier one left, and speaks to it from now on. */
  synchronized DaemonProcess startDaemon() {
    if (closed) {
      throw new IllegalStateException("the demo is ending");
    }
    var launch = DaemonLaunch.development(dataDirectory(), directory.resolve("log"));
    var started = DaemonProcess.start(launch.with("ROTAKEEP_LOG_LEVEL", "TRACE"));
    daemon = started;
    if (client != null) {
      client.close();
    }
    client = RotakeepClient.builder().address(started.grpcAddress()).build();
    return started;
  }

  synchronized DaemonProcess daemon() {
    if (daemon == null) {
      throw new IllegalStateException("no daemon has been started");
    }
    return daemon;
  }

  synchronized RotakeepClient client() {
    if (client == null) {
      throw new IllegalStateException("no daemon has been started");
    }
    return client;
  }

  /** Leaves the directory for whoever wants to know what went wrong. */
  synchronized void keepDirectory() {
    kept = true;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (client != null) {
      client.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    server.close();
    if (!kept) {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
