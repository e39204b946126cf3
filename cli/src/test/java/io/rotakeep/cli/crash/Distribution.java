package io.rotakeep.cli.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this build delivers: the JDK caches the classes of jars, and of no directory. */
final class Distribution {
  private static final Path JARS = Path.of("target/dist/lib");

  private Distribution() {}

  static String classPath() {
    try (Stream<Path> jars = Files.list(JARS)) {
      return jars.sorted()
          .map(jar -> jar.toAbsolutePath().toString())
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
