package io.rotakeep.daemon;

/** Which build this is, as the jar's manifest says. */
final class Version {
  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
