package io.rotakeep.cli.trial;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a daemon.
 *
 * @param arguments of the command line, beginning with {@code server}
 * @param environment variables added to this process's own
 * @param logDirectory where standard output and standard error are kept; must exist
 */
public record DaemonLaunch(
    List<String> arguments, Map<String, String> environment, Path logDirectory) {
  private static final String ANY_PORT = "127.0.0.1:0";

  public DaemonLaunch {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A development daemon on free ports. */
  public static DaemonLaunch development(Path dataDirectory, Path logDirectory) {
    return new DaemonLaunch(
        List.of(
            "server",
            "--dev",
            "--data-dir",
            dataDirectory.toString(),
            "--grpc-address",
            ANY_PORT,
            "--http-address",
            ANY_PORT),
        Map.of(),
        logDirectory);
  }

  /** A daemon by its file, whose ports should be 0. */
  public static DaemonLaunch configured(Path file, Path logDirectory) {
    return new DaemonLaunch(List.of("server", "--config", file.toString()), Map.of(), logDirectory);
  }

  public DaemonLaunch with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new DaemonLaunch(arguments, more, logDirectory);
  }
}
