package io.rotakeep.cli.trial;

import io.rotakeep.cli.Main;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How this program is started once more: the same Java and options. */
public final class JavaCommand {
  /** What only an outer process can grant or what would be in the way of a second one. */
  private static final List<String> NOT_INHERITED =
      List.of("-javaagent:", "-agentlib:", "-agentpath:", "-Xdebug", "-Dmaven.", "-Dsurefire.");

  /** Variables by which options could slip in, or make the JVM talk on standard error. */
  static final Set<String> REFUSED_VARIABLES =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  private JavaCommand() {}

  public static List<String> of(DaemonLaunch launch) {
    var command = new ArrayList<>(launch.before());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
        .forEach(command::add);
    command.addAll(launch.options());
    command.add("-cp");
    command.add(launch.classPath());
    command.add(Main.class.getName());
    command.addAll(launch.arguments());
    return command;
  }
}
