package io.rotakeep.adapter.grpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that count together. They are read anew when they have changed, and then at every look
 * until they are good: what was wrong with them may be mended without another change, as by a
 * {@code chown}.
 *
 * <p>{@link #fault} may be asked by any thread; {@link #look} by one.
 */
final class WatchedFiles {
  private static final System.Logger LOG = System.getLogger(WatchedFiles.class.getName());

  private final List<Path> files;
  private List<Stamp> taken;
  private volatile @Nullable String fault;

  /** Reads files, and has what they say count from then on. */
  interface TakingOver {
    /**
     * @throws IOException naming the setting whose file cannot be used; then nothing has changed
     */
    void run() throws IOException;
  }

  /** What tells that a file is another one, also if it was replaced by a rename. */
  private record Stamp(@Nullable FileTime modified, long size, @Nullable Object key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
      } catch (IOException e) {
        return new Stamp(null, -1, null);
      }
    }
  }

  /**
   * To be made before they are read for the first time.
   *
   * @param files null where there is none
   */
  WatchedFiles(@Nullable Path... files) {
    this.files = Stream.of(files).filter(Objects::nonNull).map(Path.class::cast).toList();
    this.taken = stamps();
  }

  /**
   * @return whether they were taken over
   */
  boolean look(TakingOver reading) {
    List<Stamp> now = stamps();
    if (now.equals(taken)) {
      fault = null;
      return false;
    }
    try {
      reading.run();
    } catch (IOException | RuntimeException e) {
      refused(e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString());
      return false;
    }
    taken = now;
    fault = null;
    LOG.log(System.Logger.Level.INFO, "listen.grpc.tls: changed files were taken over: {0}", files);
    return true;
  }

  /** Why those that are there do not count; null if they do. */
  @Nullable String fault() {
    return fault;
  }

  private void refused(String why) {
    if (!why.equals(fault)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "files of TLS have changed and cannot be used; what was read before stays in force, and"
              + " they are tried again every second: {0}",
          why);
    }
    fault = why;
  }

  private List<Stamp> stamps() {
    return files.stream().map(Stamp::of).toList();
  }
}
