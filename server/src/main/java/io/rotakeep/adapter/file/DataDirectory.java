package io.rotakeep.adapter.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The directory that one daemon keeps its state in, and no other while it runs. The lock belongs to
 * the process: the kernel releases it even when the daemon is killed.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK_FILE = "lock";
  private static final int MAX_PID = 20;

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory if it is missing, mode 0700, and locks it until {@link #close}.
   *
   * @throws UnusableFileException if it is another user's, open to others, read-only, or in use
   */
  public static DataDirectory open(Path path) {
    return open(path, OwnerOnly.ofThisProcess());
  }

  static DataDirectory open(Path path, OwnerOnly owner) {
    try {
      create(path);
      owner.requireDirectory(path);
      return new DataDirectory(path, lock(path));
    } catch (IOException e) {
      throw new UnusableFileException(
          path + ": cannot be used as the data directory: " + UnusableFileException.reason(e), e);
    }
  }

  public Path path() {
    return path;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UnusableFileException(
          path + ": the lock cannot be released: " + UnusableFileException.reason(e), e);
    }
  }

  private static void create(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      return;
    }
    Files.createDirectories(parent);
    try {
      Files.createDirectory(path, OwnerOnly.DIRECTORY);
      OwnerOnly.syncDirectory(parent);
    } catch (FileAlreadyExistsException _) {
      // What it is will be examined.
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            OwnerOnly.FILE);
    try {
      if (tryLock(channel)) {
        channel.truncate(0);
        channel.write(ascii(Long.toString(ProcessHandle.current().pid())), 0);
        return channel;
      }
      throw new UnusableFileException(
          path + ": in use by another daemon" + holder(channel) + "; stop it first");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(MAX_PID);
    channel.read(read, 0);
    String pid = new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? " (process " + pid + ")" : "";
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
