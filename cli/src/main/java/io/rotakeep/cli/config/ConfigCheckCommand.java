package io.rotakeep.cli.config;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.providerfile.ProviderFile;
import io.rotakeep.cli.session.InputFile;
import io.rotakeep.cli.session.Session;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a file as the daemon or {@code provider apply} would, and does nothing else. */
@Command(
    name = "check",
    description = {
      "Reads a file as the daemon would at its start, the files it names included, and says what is"
          + " wrong with it: file, line, column, key, the rule and the mend. Run it as the daemon's"
          + " user."
    })
final class ConfigCheckCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(names = "--provider", description = "It is a provider file, not the daemon's.")
  private boolean provider;

  ConfigCheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (provider) {
      var input = InputFile.of(file.toString(), session.shell().in());
      var _ =
          ProviderFile.read(
              input.name(), input.text(), input.directory(), session.shell().environment());
    } else {
      var _ = StartFailures.told(() -> DaemonFile.read(file));
    }
    session.shell().out().println(file + ": ok");
    return 0;
  }
}
