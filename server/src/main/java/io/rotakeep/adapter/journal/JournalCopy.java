package io.rotakeep.adapter.journal;

import io.rotakeep.core.backup.JournalFiles;
import io.rotakeep.core.rotation.JournalUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies a journal's files beside whoever writes them. A segment that is being written is read as
 * far as it is known to be durable: what lies behind may be half a write, and would be taken for
 * damage by whoever opens the copy.
 */
public final class JournalCopy implements JournalFiles {
  private final Path directory;

  public JournalCopy(Path directory) {
    this.directory = directory;
  }

  @Override
  public void copy(long after, long through, SegmentTaker taker) {
    try {
      long last = 0;
      for (Path file : segments()) {
        last = Math.max(last, copy(file, Math.max(after, last), through, taker));
      }
      if (last != through) {
        throw new IOException("it ends with frame " + last + ", " + through + " was expected");
      }
    } catch (IOException e) {
      throw new JournalUnavailableException("journal " + directory + ": " + e, e);
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Segment.isName(String.valueOf(entry.getFileName())))
          .sorted()
          .toList();
    }
  }

  /** Returns the last sequence of the segment that counts; 0 if it has none that do. */
  private static long copy(Path file, long after, long through, SegmentTaker taker)
      throws IOException {
    ByteBuffer bytes;
    try {
      bytes = read(file);
    } catch (NoSuchFileException e) {
      return 0; // trimmed: all of it was of before
    }
    int length = bytes.limit();
    SegmentHeader header = SegmentHeader.decode(bytes, file.toString());
    int used = SegmentHeader.PAGE_BYTES;
    long last = header.after();
    while (FrameCodec.decode(bytes, used) instanceof FrameCodec.Intact frame
        && frame.sequence() <= through) {
      used = frame.end();
      last = frame.sequence();
    }
    if (header.first() > through || last <= after) {
      return 0;
    }
    if (header.after() > after) {
      throw new IOException(
          file + ": the frames " + (after + 1) + " and on are not there any more");
    }
    taker.segment(length, bytes.slice(0, used));
    return last;
  }

  private static ByteBuffer read(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long size = channel.size();
      if (size < SegmentHeader.MIN_SEGMENT_BYTES || size > SegmentHeader.MAX_SEGMENT_BYTES) {
        throw new IOException(file + ": a segment cannot be " + size + " bytes long");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until it is full or the file ends
      }
      return bytes.clear();
    }
  }
}
