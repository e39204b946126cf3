package io.rotakeep.adapter.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file at the path and those beside it, where each goes on from the last line of another. What
 * lies beside the trail may be anything, a copy of one of its files too: every one that fits
 * counts, and one that cannot be read is passed over.
 */
final class TrailFiles {
  private static final System.Logger LOG = System.getLogger(TrailFiles.class.getName());

  private final Path path;

  /** Told of once: whoever searches again and again is not to fill the log. */
  private final Set<Path> told = ConcurrentHashMap.newKeySet();

  TrailFiles(Path path) {
    this.path = path;
  }

  /** Looks into one file. */
  @FunctionalInterface
  interface Look<T> {
    T into(Path file) throws IOException;
  }

  /** Whether the lines of a file from one place to another may lie on a way. */
  @FunctionalInterface
  interface Stretch {
    boolean isAllowed(Path file, long from, long to) throws IOException;
  }

  /** A line that begins at a place in a file that ends so. */
  record Start(Path file, long at, Before end) {}

  /** The one at the path first, the longer of those beside it before the shorter. */
  List<Path> all() throws IOException {
    List<Path> files = beside();
    if (OwnerFiles.exists(path)) {
      files.addFirst(path);
    }
    return files;
  }

  List<Path> beside() throws IOException {
    Map<Path, Long> lengths = new HashMap<>();
    for (Path file : new SiblingFiles(path).all()) {
      lengths.put(file, file.toFile().length());
    }
    List<Path> files = new ArrayList<>(lengths.keySet());
    files.sort(Comparator.comparing(lengths::get, Comparator.reverseOrder()));
    return files;
  }

  /** Where the head is: in the file at the path, if it is there. */
  Optional<Opening.Found> behind(Head head) throws IOException {
    for (Path file : all()) {
      Optional<Opening.Found> found = behind(file, head);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** In every file that has it. */
  List<Opening.Found> allBehind(Head head) throws IOException {
    List<Opening.Found> found = new ArrayList<>();
    for (Path file : all()) {
      behind(file, head).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Opening.Found> behind(Path file, Head head) throws IOException {
    return look(file, Optional.<Tail>empty(), it -> Tail.behind(it, head))
        .map(tail -> new Opening.Found(file, head, tail));
  }

  /** From file to file, whichever way. */
  boolean lead(Start from, Opening.Found to, Stretch stretch) throws IOException {
    if (from.file().equals(to.file())) {
      return from.at() <= to.head().at() && stretch.isAllowed(to.file(), from.at(), to.head().at());
    }
    if (!stretch.isAllowed(from.file(), from.at(), Long.MAX_VALUE)) {
      return false;
    }
    Set<Path> passed = new HashSet<>(Set.of(from.file()));
    Deque<Before> ends = new ArrayDeque<>(List.of(from.end()));
    while (!ends.isEmpty()) {
      for (Path next : followers(ends.remove(), passed)) {
        if (next.equals(to.file())) {
          return stretch.isAllowed(next, 0, to.head().at());
        }
        if (stretch.isAllowed(next, 0, Long.MAX_VALUE)) {
          look(next, Optional.<Tail>empty(), Tail::of).map(Tail::before).ifPresent(ends::add);
        }
      }
    }
    return false;
  }

  /** Those that go on from there, which are passed with it. */
  private List<Path> followers(Before end, Set<Path> passed) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : all()) {
      Map<String, String> first =
          passed.contains(file) ? Map.of() : look(file, Map.of(), TrailFiles::firstLine);
      if (end.segment().equals(first.get("follows")) && end.hash().equals(first.get("last"))) {
        passed.add(file);
        found.add(file);
      }
    }
    return found;
  }

  /**
   * The file at the path must be readable.
   *
   * @param otherwise if one beside it is not, or not there any more
   */
  <T> T look(Path file, T otherwise, Look<T> look) throws IOException {
    try {
      return look.into(file);
    } catch (IOException e) {
      if (file.equals(path)) {
        throw e;
      }
      if (told.add(file)) {
        LOG.log(System.Logger.Level.WARNING, "{0}: beside the audit, cannot be read: {1}", file, e);
      }
      return otherwise;
    }
  }

  static Map<String, String> firstLine(Path file) throws IOException {
    try (InputStream in = open(file)) {
      LineReader lines = new LineReader(in);
      Map<String, String> fields =
          lines.next() ? LineFields.read(lines.bytes(), 0, lines.length()) : null;
      return fields == null ? Map.of() : fields;
    }
  }

  static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), 1 << 16);
  }
}
