package io.rotakeep.cli.operator;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file, 0600, in the making beside its name, with a name of its own. Its writer holds a lock on
 * it, so one without was left by a writer that was killed. Where the file system has no locks
 * nobody can tell, and none is removed but by its writer.
 */
record Draft(Path path, FileChannel channel) {
  private static final String END = ".part";
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Each is lost only to another one of that name that begins in the same moment. */
  private static final int ATTEMPTS = 10;

  /** How a draft is kept from others: {@link FileChannel#tryLock()}. */
  interface Locking {
    @Nullable FileLock tryLock(FileChannel channel) throws IOException;
  }

  /**
   * Begins one, and removes those that were left.
   *
   * @return null if others of that name begin again and again
   */
  static @Nullable Draft begin(Path target, Locking locking) throws IOException {
    Path directory = target.toAbsolutePath().resolveSibling("");
    removeLeft(directory, target);
    SecureRandom random = new SecureRandom();
    @Nullable Draft begun = null;
    for (int attempt = 0; begun == null && attempt < ATTEMPTS; attempt++) {
      String name = prefix(target) + Long.toUnsignedString(random.nextLong()) + END;
      begun = open(directory.resolve(name), locking);
    }
    return begun;
  }

  /**
   * Made and opened in one step, so nobody who may write there puts another file in between. Null,
   * and it is gone, if somebody took it for one that had been left.
   */
  private static @Nullable Draft open(Path path, Locking locking) throws IOException {
    Draft opened;
    try {
      opened = new Draft(path, FileChannel.open(path, NEW, OWNER));
    } catch (FileAlreadyExistsException e) {
      return null;
    }
    boolean ours = false;
    try {
      // Asked behind the lock: from there on nobody takes it for one that was left.
      ours = opened.isLocked(locking) && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
      return ours ? opened : null;
    } finally {
      if (!ours) {
        opened.close(false);
      }
    }
  }

  private boolean isLocked(Locking locking) {
    try {
      return locking.tryLock(channel) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // No locks here: nobody else gets one either, and then removes nothing.
      return true;
    }
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + ".";
  }

  private static void removeLeft(Path directory, Path target) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(prefix(target)) + "\\d+" + END);
    List<Path> drafts;
    try (Stream<Path> files = Files.list(directory)) {
      drafts =
          files
              .filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .toList();
    }
    for (Path draft : drafts) {
      removeIfLeft(draft);
    }
  }

  private static void removeIfLeft(Path draft) {
    try (FileChannel channel =
            FileChannel.open(draft, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        @Nullable FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody else's, or in use: in nobody's way, since each draft has a name of its own.
    }
  }

  /**
   * Removes it, too.
   *
   * @param renamed whether there is none of its name any more
   */
  void close(boolean renamed) throws IOException {
    try (channel) {
      if (!renamed) {
        Files.deleteIfExists(path);
      }
    }
  }
}
