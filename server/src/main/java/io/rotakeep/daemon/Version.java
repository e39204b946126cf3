package io.rotakeep.daemon;

import io.rotakeep.core.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Properties;

/** Which build this is, as the jar says. */
final class Version {
  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** As the build says, which may be earlier than it was, since it can be repeated to the byte. */
  static Instant built() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new BugException("the jar does not say when it was built");
      }
      build.load(in);
    } catch (IOException e) {
      throw new BugException("the jar cannot be read", e);
    }
    return Instant.parse(build.getProperty("time", ""));
  }
}
