package io.rotakeep.testkit.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The build directory of the outermost module, which the tests of all modules share. */
public final class BuildDirectory {
  private static final Object ONE_AT_A_TIME = new Object();

  private BuildDirectory() {}

  /** Puts something into a directory. */
  @FunctionalInterface
  public interface Installer {
    void install(Path directory) throws IOException;
  }

  /**
   * The directory {@code parent/name} in it, where {@code installer} has run to its end once, in
   * whatever process.
   */
  public static Path installed(String parent, String name, Installer installer) {
    // The file lock keeps other processes out, and is not for threads of one process.
    synchronized (ONE_AT_A_TIME) {
      try {
        Path place = Files.createDirectories(path().resolve(parent));
        return installUnderLock(place, place.resolve(name), installer);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot prepare " + parent, e);
      }
    }
  }

  private static Path installUnderLock(Path place, Path directory, Installer installer)
      throws IOException {
    try (var channel =
            FileChannel.open(
                place.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Path done = directory.resolve(".installed");
      if (!Files.exists(done)) {
        installer.install(Files.createDirectories(directory));
        Files.createFile(done);
      }
      return directory;
    }
  }

  private static Path path() {
    Path module = Path.of("").toAbsolutePath();
    while (module.getParent() != null && Files.exists(module.resolveSibling("pom.xml"))) {
      module = module.getParent();
    }
    return module.resolve("target");
  }
}
