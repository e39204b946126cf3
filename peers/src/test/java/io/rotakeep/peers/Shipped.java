package io.rotakeep.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.endtoend.DaemonUnderTest;
import io.rotakeep.cli.endtoend.DevelopmentDaemon;
import java.io.IOException;
import java.nio.file.Path;

/** The daemon as it is shipped: the class path of these tests has servers on it that it lacks. */
public final class Shipped {
  private static final Path LIBRARIES = Path.of("..", "cli", "target", "dist", "lib");

  private Shipped() {}

  public static DaemonUnderTest daemonIn(Path home) throws IOException {
    return DevelopmentDaemon.in(home, classPath());
  }

  public static String classPath() {
    assertThat(LIBRARIES).as("made by mvn package").isDirectory();
    return LIBRARIES.toAbsolutePath().normalize() + "/*";
  }
}
