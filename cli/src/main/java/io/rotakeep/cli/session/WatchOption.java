package io.rotakeep.cli.session;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether to go on looking. */
public final class WatchOption {
  private static final Duration SHORTEST = Duration.ofMillis(500);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-w", "--watch"},
      description =
          "Go on looking until Ctrl-C: a live picture on a terminal, else a line for each change.")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      description = "With --watch: how often to look. Default: 2s.")
  private Duration interval = Duration.ofSeconds(2);

  public boolean isSet() {
    return watch;
  }

  Duration interval() {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new ParameterException(command.commandLine(), "--interval: must be 500ms or more");
    }
    return interval;
  }
}
