package io.rotakeep.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that go when the process ends. */
public final class TemporaryTree {
  private TemporaryTree() {}

  /** Whatever is in it goes with it. What cannot be removed is left. */
  public static void remove(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : innermostFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.getLogger(TemporaryTree.class.getName())
          .log(System.Logger.Level.DEBUG, "a temporary directory was left", e);
    }
  }
}
