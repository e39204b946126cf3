package io.rotakeep.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What fuzzers have found worth keeping for a module's targets: a directory for each, by its name.
 */
public final class Corpora {
  private static final Path PLACE = Path.of("src/test/resources/fuzz");
  private static final long MOST_BYTES_OF_ALL = 1 << 20;

  private final Map<String, FuzzTarget> targets;

  /**
   * @param targets by the names of their classes
   */
  public Corpora(Map<String, FuzzTarget> targets) {
    this.targets = new TreeMap<>(targets);
  }

  /** The names, in order. */
  public Stream<String> targets() {
    return targets.keySet().stream();
  }

  /** Plays all inputs of a target, each held to what it may cost. */
  public void play(String target) throws IOException {
    FuzzTarget played = Objects.requireNonNull(targets.get(target));
    List<Path> corpus = list(PLACE.resolve(target));
    if (corpus.isEmpty()) {
      throw new AssertionError(target + " has no corpus");
    }
    for (Path input : corpus) {
      byte[] bytes = Files.readAllBytes(input);
      try {
        played.take(bytes);
        Trial.measured(bytes, played);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(input + ": " + e.getMessage(), e);
      }
    }
  }

  /** That each target has a corpus, no other is there, and all of them are small. */
  public void check() throws IOException {
    List<String> there = list(PLACE).stream().map(it -> it.getFileName().toString()).toList();
    if (!there.equals(targets().toList())) {
      throw new AssertionError("corpora of " + there + ", targets are " + targets().toList());
    }
    long size = 0;
    for (Path corpus : list(PLACE)) {
      for (Path input : list(corpus)) {
        size += Files.size(input);
      }
    }
    if (size > MOST_BYTES_OF_ALL) {
      throw new AssertionError("the corpora have " + size + " bytes");
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.sorted().toList();
    }
  }
}
