package io.rotakeep.adapter.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that whole lines are appended to by any number of threads; the kernel keeps one write from
 * falling into another (O_APPEND).
 *
 * <p>A write that was cut short leaves half a line. The next line ends it by {@code ~} and a line
 * end, so that even one which lacks nothing but its end is not taken for a whole one.
 *
 * <p>A stream and no channel to write by: an interrupt of one writing thread would close a channel
 * for all.
 */
final class AppendOnlyFile implements AutoCloseable {
  static final byte TORN = '~';
  private static final byte[] MEND = {TORN, '\n'};

  private final Path path;
  private final Object identity;
  private final FileOutputStream stream;
  private final FileChannel reading;

  /** How many writes were cut short since a line last began afresh; any leaves half a line. */
  private final AtomicInteger tears;

  /** How many have been cut short at all. */
  private final AtomicInteger allTears = new AtomicInteger();

  private AppendOnlyFile(
      Path path, Object identity, FileOutputStream stream, FileChannel reading, int tears) {
    this.path = path;
    this.identity = identity;
    this.stream = stream;
    this.reading = reading;
    this.tears = new AtomicInteger(tears);
  }

  /** Makes the file, mode 0600, if it is missing; durably named on return. Refuses a link. */
  static AppendOnlyFile open(Path path) throws IOException {
    FileChannel reading =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            OwnerFiles.FILE);
    try {
      return open(path, reading);
    } catch (IOException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  private static AppendOnlyFile open(Path path, FileChannel reading) throws IOException {
    Object identity = OwnerFiles.identityOf(path);
    if (identity == null) {
      throw new IOException(path + ": must be a regular file");
    }
    FileOutputStream stream = new FileOutputStream(path.toFile(), true);
    try {
      int torn = endsInsideALine(reading) ? 1 : 0;
      AppendOnlyFile opened = new AppendOnlyFile(path, identity, stream, reading, torn);
      if (!opened.isStillNamed()) {
        throw new IOException(path + ": was replaced while it was opened");
      }
      if (opened.size() == 0) {
        // Who made it, such as logrotate, may not have.
        OwnerFiles.syncDirectoryOf(path);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  Object identity() {
    return identity;
  }

  /**
   * One write(2); on return the kernel has the line.
   *
   * @return how many bytes the file is longer
   */
  int append(byte[] line, int length) throws IOException {
    int torn = tears.get();
    if (torn == 0) {
      write(line, length);
      return length;
    }
    byte[] mended = new byte[MEND.length + length];
    System.arraycopy(MEND, 0, mended, 0, MEND.length);
    System.arraycopy(line, 0, mended, MEND.length, length);
    write(mended, mended.length);
    tears.compareAndSet(torn, 0);
    return mended.length;
  }

  int tears() {
    return allTears.get();
  }

  /** What the next line begins with. */
  byte[] mend() {
    return tears.get() == 0 ? new byte[0] : MEND.clone();
  }

  long size() throws IOException {
    return reading.size();
  }

  /** Reads at a place of the file; for one thread that nobody interrupts. */
  int read(ByteBuffer into, long position) throws IOException {
    return reading.read(into, position);
  }

  void sync() throws IOException {
    stream.getFD().sync();
  }

  /** False once the path names another file or none: it was rotated away, replaced or deleted. */
  boolean isStillNamed() throws IOException {
    return identity.equals(OwnerFiles.identityOf(path));
  }

  @Override
  public void close() throws IOException {
    try (stream) {
      reading.close();
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    try {
      stream.write(bytes, 0, length);
    } catch (IOException e) {
      allTears.incrementAndGet();
      tears.incrementAndGet();
      throw e;
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
