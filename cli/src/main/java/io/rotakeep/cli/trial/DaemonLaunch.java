package io.rotakeep.cli.trial;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How to start a daemon.
 *
 * @param before a command that runs the one after it, such as one that takes rights away; or empty
 * @param options of its Java beside those of this process
 * @param arguments of the command line, beginning with {@code server}
 * @param environment variables added to this process's own
 * @param classPath where the program is; at first this process's own
 * @param logDirectory where standard output and standard error are kept; must exist
 */
public record DaemonLaunch(
    List<String> before,
    List<String> options,
    List<String> arguments,
    Map<String, String> environment,
    String classPath,
    Path logDirectory) {
  private static final String ANY_PORT = "127.0.0.1:0";

  public DaemonLaunch {
    before = List.copyOf(before);
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Any command of this program. */
  public static DaemonLaunch of(Path logDirectory, String... arguments) {
    return new DaemonLaunch(
        List.of(),
        List.of(),
        List.of(arguments),
        Map.of(),
        System.getProperty("java.class.path"),
        logDirectory);
  }

  /** A development daemon on free ports. */
  public static DaemonLaunch development(Path dataDirectory, Path logDirectory) {
    return of(
        logDirectory,
        "server",
        "--dev",
        "--data-dir",
        dataDirectory.toString(),
        "--grpc-address",
        ANY_PORT,
        "--http-address",
        ANY_PORT);
  }

  /** A daemon by its file, whose ports should be 0. */
  public static DaemonLaunch configured(Path file, Path logDirectory) {
    return of(logDirectory, "server", "--config", file.toString());
  }

  public DaemonLaunch with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new DaemonLaunch(before, options, arguments, more, classPath, logDirectory);
  }

  public DaemonLaunch onClassPath(String path) {
    return new DaemonLaunch(before, options, arguments, environment, path, logDirectory);
  }

  public DaemonLaunch withOption(String option) {
    return new DaemonLaunch(
        before,
        Stream.concat(options.stream(), Stream.of(option)).toList(),
        arguments,
        environment,
        classPath,
        logDirectory);
  }

  public DaemonLaunch runBy(String... command) {
    return new DaemonLaunch(
        List.of(command), options, arguments, environment, classPath, logDirectory);
  }
}
