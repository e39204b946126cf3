package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LogDirectory} on a real disk, for one process at a time: it holds a lock file until it
 * is closed. Symbolic links inside are not followed.
 */
final class DiskDirectory implements LogDirectory {
  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;
  private final @Nullable FileChannel lockFile;

  /** Creates the directory, 0700, where it is absent; its parent's entry is made durable too. */
  static DiskDirectory openLocked(Path path, String lockName) {
    try {
      Path absolute = path.toAbsolutePath();
      createDurably(absolute);
      return locked(absolute, lockName, StandardOpenOption.CREATE);
    } catch (IOException e) {
      throw unopened(path, e);
    }
  }

  /**
   * For whoever only reads, and leaves nothing there, which might be another user's. A process that
   * uses the directory has made the lock file: where there is none, no lock is needed.
   */
  static DiskDirectory openAsItIs(Path path, String lockName) {
    try {
      Path absolute = path.toAbsolutePath();
      return Files.exists(absolute.resolve(lockName), LinkOption.NOFOLLOW_LINKS)
          ? locked(absolute, lockName)
          : new DiskDirectory(absolute, null);
    } catch (IOException e) {
      throw unopened(path, e);
    }
  }

  private static DiskDirectory locked(Path absolute, String lockName, OpenOption... creation)
      throws IOException {
    FileChannel lockFile = openChannel(absolute.resolve(lockName), creation);
    if (!tryLock(lockFile)) {
      lockFile.close();
      throw new JournalUnavailableException(
          absolute.resolve(lockName)
              + " is locked: another process uses "
              + absolute
              + "; stop it, or give this one a directory of its own");
    }
    return new DiskDirectory(absolute, lockFile);
  }

  private static JournalUnavailableException unopened(Path path, IOException why) {
    return new JournalUnavailableException(
        "cannot open " + path + " for reading and writing: " + why, why);
  }

  private DiskDirectory(Path path, @Nullable FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }

  @Override
  public LogFile create(String name) throws IOException {
    return new DiskFile(openChannel(path.resolve(name), StandardOpenOption.CREATE_NEW));
  }

  @Override
  public LogFile open(String name) throws IOException {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a regular file; put the file itself there, not a link");
    }
    return new DiskFile(openChannel(file));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path.resolve(name));
  }

  @Override
  public void sync() throws IOException {
    syncDirectory(path);
  }

  /** Closing the channel gives the lock back. */
  @Override
  public void close() throws IOException {
    if (lockFile != null) {
      lockFile.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static void createDurably(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    @Nullable Path parent = directory.getParent();
    if (parent == null) {
      throw new IOException(directory + " is not a directory");
    }
    createDurably(parent);
    Files.createDirectory(directory, OWNER_DIRECTORY);
    syncDirectory(parent);
  }

  private static FileChannel openChannel(Path file, OpenOption... creation) throws IOException {
    Set<OpenOption> options = new HashSet<>(List.of(creation));
    options.add(StandardOpenOption.READ);
    options.add(StandardOpenOption.WRITE);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, options, OWNER_FILE);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException held) {
      return false;
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
