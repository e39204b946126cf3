package io.rotakeep.cli.daemon;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.cli.session.Session;
import io.rotakeep.daemon.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The daemon, in this process, until it is told to stop. */
@Command(name = "server", description = "Runs the daemon until it is stopped (Ctrl-C, SIGTERM).")
public final class ServerCommand implements Callable<Integer> {
  private static final String WARNING =
      """
      ###############################################################################
      # DEVELOPMENT MODE: no TLS, the seal's key lies beside the store, and whoever #
      # reaches this address may do everything. Never use it for real connections.  #
      ###############################################################################\
      """;

  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The daemon's file. Default: ROTAKEEP_CONFIG.")
  private @Nullable Path config;

  @Option(
      names = "--dev",
      description = "For trying out: loopback only, no TLS, unseals itself, caller may do all.")
  private boolean dev;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "With --dev: where to keep the store; without it all is temporary.")
  private @Nullable Path dataDir;

  @Option(
      names = "--grpc-address",
      paramLabel = "H:P",
      description = "With --dev: loopback address of the API. Default: 127.0.0.1:8740.")
  private @Nullable String grpcAddress;

  @Option(
      names = "--http-address",
      paramLabel = "H:P",
      description =
          "With --dev: loopback address of callback, metrics and health. Default: 127.0.0.1:8741.")
  private @Nullable String httpAddress;

  public ServerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (!dev) {
      var file = file();
      var settings = StartFailures.told(() -> DaemonFile.read(file));
      new ServerRun(session.shell()).of(settings, () -> Daemon.start(settings, file), () -> {});
      return 0;
    }
    if (config != null) {
      throw usage("give either --config or --dev");
    }
    session.note(WARNING);
    if (dataDir != null) {
      run(devSettings(dataDir), () -> {});
      return 0;
    }
    var temporary = Files.createTempDirectory("rotakeep-dev-");
    session.note("Everything is kept in " + temporary + " and removed at the end.");
    try {
      run(devSettings(temporary.resolve("data")), () -> TemporaryTree.remove(temporary));
    } finally {
      TemporaryTree.remove(temporary);
    }
    return 0;
  }

  private Path file() {
    if (dataDir != null || grpcAddress != null || httpAddress != null) {
      throw usage("--data-dir, --grpc-address and --http-address go with --dev only");
    }
    return session.configFile(config).orElseThrow(() -> usage("give --config FILE, or --dev"));
  }

  private DaemonSettings devSettings(Path directory) {
    return StartFailures.told(
        () ->
            DaemonSettings.dev(
                directory,
                Address.parse(grpcAddress == null ? "127.0.0.1:8740" : grpcAddress),
                Address.parse(httpAddress == null ? "127.0.0.1:8741" : httpAddress)));
  }

  private void run(DaemonSettings settings, Runnable afterwards) throws Exception {
    new ServerRun(session.shell()).of(settings, () -> start(settings), afterwards);
  }

  private Daemon start(DaemonSettings settings) throws IOException {
    if (dev && !Daemon.isInitialized(settings)) {
      var _ = Daemon.initialize(settings);
    }
    return Daemon.start(settings);
  }

  private ParameterException usage(String rule) {
    return new ParameterException(command.commandLine(), rule);
  }
}
