package io.rotakeep.cli.pki;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the authority is. */
final class DirectoryOption {
  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "The authority's directory: ca.crt, ca.key, ca.crl and what it issues.")
  private Path directory = Path.of("");

  AuthorityFiles files() {
    return new AuthorityFiles(directory.toAbsolutePath().normalize());
  }

  /** As it was typed, for commands that are shown. */
  Path given() {
    return directory;
  }
}
