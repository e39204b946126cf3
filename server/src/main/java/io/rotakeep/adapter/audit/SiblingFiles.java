package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files beside the one that is written: those put away when it was full, {@code
 * NAME.20261128T235959.123Z}, and those set aside since they were not what they should be, {@code
 * NAME.aside-…}. Whatever else begins with the name, such as logrotate's, is of the set, and not
 * ours to delete.
 */
final class SiblingFiles {
  private static final System.Logger LOG = System.getLogger(SiblingFiles.class.getName());
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern STAMPED = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z(-\\d+)?");
  private static final int STAMP_LENGTH = "20261128T235959.123Z".length();
  private static final String ASIDE = "aside-";

  /**
   * No clock goes as far ahead: who made up a name from then on wants it to be the last there is.
   */
  private static final Instant NO_CLOCK = Instant.parse("9000-01-01T00:00:00Z");

  private final Path path;
  private final String prefix;

  /** That we know of ourselves, whatever names there are. */
  private @Nullable Path newest;

  SiblingFiles(Path path) {
    this.path = path;
    this.prefix = path.getFileName() + ".";
  }

  /**
   * Now, or later than all that were put away: a clock that was ahead for a while, or has fallen
   * back to its first day, is not to make the newest file look like the oldest. Looks through the
   * directory, however many files there are.
   */
  Instant behindAll(Instant now) throws IOException {
    Instant latest = now;
    for (Path name : stamped()) {
      Instant next = stampOf(name).plusMillis(1);
      latest = next.isBefore(NO_CLOCK) && next.isAfter(latest) ? next : latest;
    }
    return latest;
  }

  /**
   * Puts the file away under a name of its own.
   *
   * @param behind as {@link #behindAll} gave it, so that the name comes behind all others
   */
  void putAway(Instant behind) throws IOException {
    newest = rename("", behind);
  }

  /** Renames what is there and no part of the trail; false if nothing is, or nothing in it. */
  boolean setAsideWhatIsThere(Instant now) throws IOException {
    if (!OwnerFiles.exists(path) || Files.size(path) == 0) {
      return false;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: is not the audit of this store as it was left; set aside as {1}",
        path,
        rename(ASIDE, now));
    return true;
  }

  /** All but the one that is written, in no order. */
  List<Path> all() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(
            OwnerFiles.directoryOf(path),
            name -> name.getFileName().toString().startsWith(prefix))) {
      for (Path name : beside) {
        if (OwnerFiles.identityOf(name) != null) {
          found.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /**
   * Deletes the oldest of those put away, so that no more than {@code keep} are left, and never the
   * one put away last. What cannot be deleted stays: that is no reason to take no records.
   */
  void prune(int keep) {
    try {
      List<Path> away = new ArrayList<>(stamped());
      away.sort(Comparator.comparing(this::stampOf).thenComparing(Comparator.naturalOrder()));
      away.subList(0, Math.max(0, away.size() - keep)).stream()
          .filter(old -> !old.equals(newest))
          .forEach(old -> delete(old, keep));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, path + ": nobody sees which files are too many", e);
    }
  }

  private List<Path> stamped() throws IOException {
    return all().stream().filter(name -> STAMPED.matcher(suffix(name)).matches()).toList();
  }

  /** The first instant of all where digits are no time. */
  private Instant stampOf(Path name) {
    try {
      return STAMP.parse(suffix(name).substring(0, STAMP_LENGTH), Instant::from);
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }

  private static void delete(Path old, int keep) {
    try {
      Files.deleteIfExists(old);
      LOG.log(System.Logger.Level.INFO, "{0}: deleted, since {1} newer ones are kept", old, keep);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, old + ": too many, and cannot be deleted", e);
    }
  }

  private String suffix(Path name) {
    return name.getFileName().toString().substring(prefix.length());
  }

  private Path rename(String word, Instant now) throws IOException {
    String name = prefix + word + STAMP.format(now);
    Path to = path.resolveSibling(name);
    for (int i = 1; OwnerFiles.exists(to); i++) {
      to = path.resolveSibling(name + "-" + i);
    }
    OwnerFiles.rename(path, to);
    return to;
  }
}
