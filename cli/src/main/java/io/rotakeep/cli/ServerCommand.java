package io.rotakeep.cli;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.daemon.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The daemon, in this process, until it is told to stop. */
@Command(name = "server", description = "Runs the daemon until it is stopped (Ctrl-C, SIGTERM).")
final class ServerCommand implements Callable<Integer> {
  private final Session session;

  @ArgGroup(multiplicity = "1")
  private final Mode mode = new Mode();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "With --dev: where to keep the store; without it all is temporary.")
  private @Nullable Path dataDir;

  @Option(
      names = "--grpc-address",
      paramLabel = "H:P",
      description = "With --dev: loopback address of the API (default: ${DEFAULT-VALUE}).",
      defaultValue = "127.0.0.1:8740")
  private String grpcAddress = "";

  @Option(
      names = "--http-address",
      paramLabel = "H:P",
      description = "With --dev: loopback address of callback, metrics and health.",
      defaultValue = "127.0.0.1:8741")
  private String httpAddress = "";

  private @Nullable Path temporary;

  /** Either a file or trial. */
  private static final class Mode {
    @Option(names = "--config", paramLabel = "FILE", description = "The daemon's file.")
    private @Nullable Path config;

    @Option(
        names = "--dev",
        description = "For trying out: loopback only, no TLS, unseals itself, caller may do all.")
    private boolean dev;
  }

  ServerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path config = mode.config;
    DaemonSettings settings =
        StartFailures.told(() -> config == null ? devSettings() : DaemonFile.read(config));
    Daemon daemon = StartFailures.told(() -> start(settings));
    Path scratch = temporary;
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      daemon.close();
                      if (scratch != null) {
                        TemporaryTree.remove(scratch);
                      }
                      stopped.countDown();
                    }));
    session.note(
        "rotakeep is ready: grpc "
            + Addresses.text(daemon.grpcAddress())
            + ", http "
            + Addresses.text(daemon.httpAddress()));
    stopped.await();
    return 0;
  }

  private Daemon start(DaemonSettings settings) throws IOException {
    if (mode.dev && !Daemon.isInitialized(settings)) {
      var _ = Daemon.initialize(settings);
    }
    return Daemon.start(settings);
  }

  private DaemonSettings devSettings() throws IOException {
    session.note("DEVELOPMENT MODE: no TLS, the seal's key lies beside the store, and whoever");
    session.note("reaches this address may do everything. Never use it for real connections.");
    Path given = dataDir;
    return DaemonSettings.dev(
        given == null ? temporary() : given,
        Address.parse(grpcAddress),
        Address.parse(httpAddress));
  }

  private Path temporary() throws IOException {
    Path parent = Files.createTempDirectory("rotakeep-dev-");
    session.note("Everything is kept in " + parent + " and removed at the end.");
    temporary = parent;
    return parent.resolve("data");
  }
}
