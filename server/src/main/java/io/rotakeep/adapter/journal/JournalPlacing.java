package io.rotakeep.adapter.journal;

import io.rotakeep.core.backup.JournalBuilding;
import io.rotakeep.core.rotation.JournalCorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a journal's segments where there is none, as a backup brings them. A file's name comes from
 * the header in its own bytes, so a hostile backup cannot name one. Whether they make a journal is
 * found out when it is opened. Used once, by one thread.
 */
public final class JournalPlacing implements JournalBuilding, AutoCloseable {
  private static final String WITHIN = "the journal in the backup";

  private final Path directory;
  private final ByteBuffer page = ByteBuffer.allocate(SegmentHeader.PAGE_BYTES);
  private @Nullable FileChannel file;
  private int length;

  /** Makes the directory, 0700. */
  public JournalPlacing(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public void begin(int segmentBytes) throws IOException {
    endSegment();
    length = segmentBytes;
    page.clear();
  }

  @Override
  public void bytes(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (page.hasRemaining() && rest.hasRemaining()) {
      page.put(rest.get());
    }
    if (file == null && !page.hasRemaining()) {
      write(create(), page.flip());
      page.position(page.limit());
    }
    if (file != null) {
      write(file, rest);
    }
  }

  /** The last segment gets all its space, since the journal goes on in it. */
  @Override
  public void finish() throws IOException {
    FileChannel last = file;
    if (last != null) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
      while (last.position() < length) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - last.position()));
        write(last, zeros);
      }
    }
    endSegment();
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private FileChannel create() throws IOException {
    SegmentHeader header = SegmentHeader.decode(page, WITHIN);
    if (header.segmentBytes() != length || header.number() < 1) {
      throw new JournalCorruptException(WITHIN + " has a segment of another size than it says");
    }
    try {
      FileChannel created =
          FileChannel.open(
              directory.resolve(Segment.nameOf(header.number())),
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      file = created;
      return created;
    } catch (FileAlreadyExistsException e) {
      throw new JournalCorruptException(WITHIN + " has a segment twice");
    }
  }

  /** What is not written reads as zeros: nobody will write there, so it takes no space. */
  private void endSegment() throws IOException {
    FileChannel whole = file;
    if (whole != null) {
      if (whole.position() < length) {
        whole.write(ByteBuffer.allocate(1), length - 1L);
      }
      whole.force(true);
      whole.close();
      file = null;
    }
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
