package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalCorruptException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first page of a segment: to whom it belongs and what it continues. Written once, before the
 * file gets its name.
 *
 * @param number counts the store's segments from 1; the file is named after it
 * @param first the sequence of the segment's first frame
 * @param after the last sequence before it. Other than {@code first - 1} only where a log was found
 *     to end before its witness: the lost sequences are never given out again
 * @param chain what the first frame continues
 * @param segmentBytes the file's whole length, which never changes
 */
record SegmentHeader(
    UUID storeId, long number, long first, long after, ChainHash chain, int segmentBytes) {
  static final int PAGE_BYTES = 4096;
  static final int MIN_SEGMENT_BYTES = 64 * 1024;
  static final int MAX_SEGMENT_BYTES = 64 * 1024 * 1024;

  private static final long MAGIC = 0x524b_4a4f_5552_4e4cL; // "RKJOURNL"
  private static final int VERSION = 1;
  private static final int CHAIN_OFFSET = 56;

  /** The whole page, so that a flipped bit in its unused part is noticed as well. */
  ByteBuffer encode() {
    ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
    page.putLong(MAGIC).putInt(VERSION).putInt(segmentBytes);
    page.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
    page.putLong(number).putLong(first).putLong(after);
    chain.writeTo(page);
    return page.clear().putInt(PAGE_BYTES - 4, checksum(page));
  }

  /**
   * @param path names the file in errors
   */
  static SegmentHeader decode(ByteBuffer page, String path) {
    if (page.getLong(0) != MAGIC) {
      throw corrupt(path, "does not start as a journal segment does");
    }
    if (page.getInt(PAGE_BYTES - 4) != checksum(page)) {
      throw corrupt(path, "has a header with a wrong checksum");
    }
    if (page.getInt(8) != VERSION) {
      throw corrupt(
          path, "has format version " + page.getInt(8) + ", this program reads " + VERSION);
    }
    return new SegmentHeader(
        new UUID(page.getLong(16), page.getLong(24)),
        page.getLong(32),
        page.getLong(40),
        page.getLong(48),
        ChainHash.readFrom(page, CHAIN_OFFSET),
        page.getInt(12));
  }

  private static JournalCorruptException corrupt(String path, String what) {
    return new CorruptionReport(path, 0).because(what);
  }

  private static int checksum(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page.slice(0, PAGE_BYTES - 4));
    return (int) crc.getValue();
  }
}
