package io.rotakeep.cli.endtoend;

import io.rotakeep.cli.trial.DaemonLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code server --dev}, with every log switched on. */
public final class DevelopmentDaemon {
  private DevelopmentDaemon() {}

  /** On the class path of the tests. */
  public static DaemonUnderTest in(Path home) throws IOException {
    return in(home, System.getProperty("java.class.path"));
  }

  public static DaemonUnderTest in(Path home, String classPath) throws IOException {
    Path logs = Files.createDirectory(home.resolve("log"));
    DaemonLaunch launch =
        DaemonLaunch.development(home.resolve("data"), logs)
            .onClassPath(classPath)
            .with("ROTAKEEP_LOG_LEVEL", "TRACE")
            .with("ROTAKEEP_LIBRARY_LOG_LEVEL", "TRACE");
    return new DaemonUnderTest(launch, _ -> {});
  }
}
