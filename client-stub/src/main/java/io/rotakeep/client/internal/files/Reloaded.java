package io.rotakeep.client.internal.files;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What was read from files, read again when they have changed. What cannot be used, such as a pair
 * of which one half has been replaced, is tried again the next time; until then the last that could
 * be used stays. Thread-safe.
 */
public final class Reloaded<T> {
  private static final System.Logger LOG = System.getLogger(Reloaded.class.getName());

  private final List<Path> files;
  private final Supplier<T> reader;

  @GuardedBy("this")
  private T usable;

  @GuardedBy("this")
  private List<Stamp> stamps;

  @GuardedBy("this")
  private List<Stamp> complained = List.of();

  /**
   * Reads for the first time.
   *
   * @param reader throws IllegalArgumentException if the files cannot be used
   */
  public Reloaded(List<Path> files, Supplier<T> reader) {
    this.files = files;
    this.reader = reader;
    // Taken before the files are read: a change in between is then seen as one.
    this.stamps = stamps();
    this.usable = reader.get();
  }

  /** By what a replaced file differs from the one before. */
  private record Stamp(Object modified, long size, Object file) {}

  /** The newest that can be used. Looks at the files, so meant for once a connection. */
  public synchronized T current() {
    List<Stamp> now = stamps();
    if (!now.equals(stamps)) {
      try {
        usable = reader.get();
        stamps = now;
        LOG.log(Level.INFO, "took up the new {0}", files);
      } catch (IllegalArgumentException notYet) {
        complain(now, notYet);
      }
    }
    return usable;
  }

  @GuardedBy("this")
  private void complain(List<Stamp> now, IllegalArgumentException reason) {
    if (!now.equals(complained)) {
      complained = now;
      LOG.log(Level.WARNING, "{0}; the files used so far stay in use", reason.getMessage());
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> found = new ArrayList<>();
    for (Path file : files) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        found.add(
            new Stamp(
                attributes.lastModifiedTime(),
                attributes.size(),
                Objects.requireNonNullElse(attributes.fileKey(), "")));
      } catch (IOException unreadable) {
        found.add(new Stamp("", -1, ""));
      }
    }
    return found;
  }
}
