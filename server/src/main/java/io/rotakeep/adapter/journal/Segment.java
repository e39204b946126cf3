package io.rotakeep.adapter.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * One file of the log: a header page, then frames back to back, then zeros.
 *
 * @param last the sequence of the last frame in it; {@code header.after()} when there is none
 */
record Segment(SegmentHeader header, long last) {
  private static final String SUFFIX = ".wal";

  static String nameOf(long number) {
    return String.format(Locale.ROOT, "%016d%s", number, SUFFIX);
  }

  static boolean isName(String name) {
    return name.endsWith(SUFFIX);
  }

  String name() {
    return nameOf(header.number());
  }

  boolean hasFrames() {
    return last >= header.first();
  }

  /** Reads the file as a whole, after the header has shown that its length is in bounds. */
  static Contents read(LogDirectory directory, String name) throws IOException {
    String path = directory + "/" + name;
    try (LogFile file = directory.open(name)) {
      long size = file.size();
      if (size < SegmentHeader.MIN_SEGMENT_BYTES || size > SegmentHeader.MAX_SEGMENT_BYTES) {
        throw new CorruptionReport(path, size)
            .because("a segment cannot be " + size + " bytes long");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      file.read(bytes, 0);
      SegmentHeader header = SegmentHeader.decode(bytes.clear(), path);
      if (header.segmentBytes() != size) {
        throw new CorruptionReport(path, size)
            .because("the file must be " + header.segmentBytes() + " bytes long, and is " + size);
      }
      return new Contents(path, header, bytes);
    }
  }

  /** A segment's bytes in memory. */
  record Contents(String path, SegmentHeader header, ByteBuffer bytes) {}
}
