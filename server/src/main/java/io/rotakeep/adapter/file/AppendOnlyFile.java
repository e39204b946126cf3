package io.rotakeep.adapter.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file that whole lines are appended to by any number of threads; the kernel keeps one write from
 * falling into another (O_APPEND).
 *
 * <p>A stream and no channel: an interrupt of one writing thread would close a channel for all.
 */
final class AppendOnlyFile implements AutoCloseable {
  private final Path path;
  private final Object identity;
  private final FileOutputStream stream;

  /** How many writes were cut short since a line last began afresh; any leaves half a line. */
  private final AtomicInteger tears;

  private AppendOnlyFile(Path path, Object identity, FileOutputStream stream, int tears) {
    this.path = path;
    this.identity = identity;
    this.stream = stream;
    this.tears = new AtomicInteger(tears);
  }

  /** Makes the file, mode 0600 and durably named, if it is missing; refuses a link. */
  static AppendOnlyFile open(Path path) throws IOException {
    boolean fresh = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    boolean torn;
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            OwnerOnly.FILE)) {
      torn = endsInsideALine(channel);
    }
    Object identity = identityOf(path);
    if (identity == null) {
      throw new IOException(path + ": must be a regular file");
    }
    FileOutputStream stream = new FileOutputStream(path.toFile(), true);
    AppendOnlyFile opened = new AppendOnlyFile(path, identity, stream, torn ? 1 : 0);
    if (!opened.isStillNamed()) {
      stream.close();
      throw new IOException(path + ": was replaced while it was opened");
    }
    Path directory = path.toAbsolutePath().getParent();
    if (fresh && directory != null) {
      OwnerOnly.syncDirectory(directory);
    }
    return opened;
  }

  /** Unless 0, the next line must begin with a line end. */
  int tears() {
    return tears.get();
  }

  /**
   * One write(2); on return the kernel has the line.
   *
   * @param mended the {@link #tears} that this line knew of
   */
  void append(byte[] line, int length, int mended) throws IOException {
    try {
      stream.write(line, 0, length);
    } catch (IOException e) {
      tears.incrementAndGet();
      throw e;
    }
    if (mended != 0) {
      tears.compareAndSet(mended, 0);
    }
  }

  void sync() throws IOException {
    stream.getFD().sync();
  }

  /** False once the path names another file or none: it was rotated away, replaced or deleted. */
  boolean isStillNamed() throws IOException {
    return identity.equals(identityOf(path));
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile() ? found.fileKey() : null;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static boolean endsInsideALine(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, size - 1);
    return last.get(0) != '\n';
  }
}
