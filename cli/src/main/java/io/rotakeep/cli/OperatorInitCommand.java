package io.rotakeep.cli;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.daemon.Daemon;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Creates the keys of an empty store, on the machine where the daemon will run. */
@Command(
    name = "init",
    description = "Creates the keys of an empty store and the key file that seals them.")
final class OperatorInitCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      defaultValue = "${env:ROTAKEEP_CONFIG}",
      description = "The daemon's file; run this as the daemon's user, before its first start.")
  private Path config = Path.of("");

  OperatorInitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    DaemonSettings settings = StartFailures.told(() -> DaemonFile.read(config));
    UUID storeId = StartFailures.told(() -> Daemon.initialize(settings));
    session.note("initialized store " + storeId);
    session.note("  seal key: " + settings.seal().keyFile() + " (keep a copy elsewhere)");
    session.note("  next step: rotakeep server --config " + config);
    return 0;
  }
}
