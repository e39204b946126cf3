package io.rotakeep.adapter.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest head against the newest one with a MAC. Heads are without one from a process's
 * beginning to its unsealing: then the newest comes behind the signed one, and where there is no
 * signed one, no line of the trail before it has a tag. Otherwise somebody who has no key cut the
 * trail back to a line that needs none.
 */
final class SignedHead {
  private final Path path;
  private final String store;

  SignedHead(Path path, UUID store) {
    this.path = path;
    this.store = store.toString();
  }

  /**
   * Whether the newest head is where it may be.
   *
   * @param signed null if none is remembered
   */
  boolean allows(Opening.Found newest, @Nullable Head signed) throws IOException {
    if (signed == null) {
      return !hasTagsBefore(newest);
    }
    Optional<Opening.Found> found = Opening.behind(path, signed);
    return found.isPresent()
        && signed.isAt(found.get().tail().first())
        && leads(found.get(), newest);
  }

  private boolean hasTagsBefore(Opening.Found newest) throws IOException {
    for (Path file : new SiblingFiles(path).all()) {
      if (!file.equals(newest.file()) && isOurs(file) && hasTags(file, Long.MAX_VALUE)) {
        return true;
      }
    }
    return hasTags(newest.file(), newest.head().at());
  }

  private boolean isOurs(Path file) throws IOException {
    return store.equals(firstLine(file).get("store"));
  }

  private static boolean hasTags(Path file, long before) throws IOException {
    try (InputStream in = open(file)) {
      LineReader lines = new LineReader(in);
      long at = 0;
      while (at < before && lines.next()) {
        ChainedLine line = lines.isWhole() ? ChainedLine.read(lines.bytes(), lines.length()) : null;
        if (line != null && line.mac() != null) {
          return true;
        }
        at += lines.length() + (lines.isWhole() ? 1 : 0);
      }
      return false;
    }
  }

  /** From file to file, each going on from the last line of the one before. */
  private boolean leads(Opening.Found from, Opening.Found to) throws IOException {
    if (from.file().equals(to.file())) {
      return from.head().at() <= to.head().at();
    }
    Set<Path> passed = new HashSet<>(Set.of(from.file()));
    Optional<Before> end = Optional.of(from.tail().before());
    while (end.isPresent()) {
      Path next = follower(end.get(), passed);
      if (next == null || next.equals(to.file())) {
        return next != null;
      }
      passed.add(next);
      end = Tail.of(next).map(Tail::before);
    }
    return false;
  }

  private @Nullable Path follower(Before end, Set<Path> passed) throws IOException {
    List<Path> files = new ArrayList<>(new SiblingFiles(path).all());
    if (OwnerFiles.exists(path)) {
      files.add(path);
    }
    for (Path file : files) {
      if (!passed.contains(file)) {
        Map<String, String> first = firstLine(file);
        if (end.segment().equals(first.get("follows")) && end.hash().equals(first.get("last"))) {
          return file;
        }
      }
    }
    return null;
  }

  private static Map<String, String> firstLine(Path file) throws IOException {
    try (InputStream in = open(file)) {
      LineReader lines = new LineReader(in);
      Map<String, String> fields =
          lines.next() ? LineFields.read(lines.bytes(), 0, lines.length()) : null;
      return fields == null ? Map.of() : fields;
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), 1 << 16);
  }
}
