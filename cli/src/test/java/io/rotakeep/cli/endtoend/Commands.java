package io.rotakeep.cli.endtoend;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The commands of this program in processes of their own, one daemon and environment for all. */
final class Commands {
  private final Map<String, String> environment;
  private final Path directory;

  /**
   * @param directory where their output is kept
   */
  Commands(Map<String, String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /** Not on a terminal. */
  Said run(String... arguments) throws IOException {
    var own = Files.createTempDirectory(directory, "run");
    var launch = DaemonLaunch.of(own, arguments);
    for (var variable : environment.entrySet()) {
      launch = launch.with(variable.getKey(), variable.getValue());
    }
    try (var process = DaemonProcess.launch(launch)) {
      int exit = process.awaitExit();
      return new Said(
          exit, String.join("\n", process.outputLines()), String.join("\n", process.errorLines()));
    }
  }

  PseudoTerminal onATerminal(String... arguments) throws IOException {
    return PseudoTerminal.run(environment, directory, arguments);
  }

  record Said(int exit, String output, String errors) {}
}
