package io.rotakeep.adapter.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of one frame, big endian:
 *
 * <pre>
 * 0   4  length of the payload, at least 1
 * 4   4  CRC-32C of everything else in the frame
 * 8   8  sequence
 * 16  8  first sequence of the write that carried the frame: all before it were durable by then
 * 24 32  chain hash: SHA-256 of the previous chain hash, length, sequence, first, payload
 * 56     payload
 * </pre>
 */
final class FrameCodec {
  static final int HEAD_BYTES = 56;
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private static final int CRC_OFFSET = 4;
  private static final int SEQUENCE_OFFSET = 8;
  private static final int WRITE_OFFSET = 16;
  private static final int CHAIN_OFFSET = 24;

  private FrameCodec() {}

  /** What stands at one place of a segment. */
  sealed interface Reading {}

  /** No frame, or one that is not as it was written. */
  record Broken(String why) implements Reading {}

  /** A frame with a right checksum; whether it continues its predecessors is not said by that. */
  record Intact(int offset, int length, long sequence, long writeFirst) implements Reading {

    int end() {
      return offset + HEAD_BYTES + length;
    }

    byte[] payload(ByteBuffer segment) {
      byte[] payload = new byte[length];
      segment.get(offset + HEAD_BYTES, payload);
      return payload;
    }

    ChainHash chain(ByteBuffer segment) {
      return ChainHash.readFrom(segment, offset + CHAIN_OFFSET);
    }

    boolean continues(ChainHash previous, ByteBuffer segment) {
      return chain(segment)
          .equals(previous.next(chained(length, sequence, writeFirst), payload(segment)));
    }
  }

  /** Appends a frame to the target and returns the chain hash that the next one continues. */
  static ChainHash encode(
      ByteBuffer target, long sequence, long writeFirst, ChainHash previous, byte[] payload) {
    int start = target.position();
    ChainHash chain = previous.next(chained(payload.length, sequence, writeFirst), payload);
    target.putInt(payload.length).putInt(0).putLong(sequence).putLong(writeFirst);
    chain.writeTo(target);
    target.put(payload);
    target.putInt(start + CRC_OFFSET, checksum(target, start, payload.length));
    return chain;
  }

  static Reading decode(ByteBuffer segment, int offset) {
    int room = segment.limit() - offset - HEAD_BYTES;
    if (room < 1) {
      return new Broken("the segment has no room for a frame");
    }
    int length = segment.getInt(offset);
    if (length < 1 || length > MAX_PAYLOAD_BYTES || length > room) {
      return new Broken("its length says " + length);
    }
    if (segment.getInt(offset + CRC_OFFSET) != checksum(segment, offset, length)) {
      return new Broken("its checksum is wrong");
    }
    long writeFirst = segment.getLong(offset + WRITE_OFFSET);
    return new Intact(offset, length, sequenceAt(segment, offset), writeFirst);
  }

  /** What would be the sequence if a frame stood there. */
  static long sequenceAt(ByteBuffer segment, int offset) {
    return segment.getLong(offset + SEQUENCE_OFFSET);
  }

  private static ByteBuffer chained(int length, long sequence, long writeFirst) {
    return ByteBuffer.allocate(20).putInt(length).putLong(sequence).putLong(writeFirst).flip();
  }

  private static int checksum(ByteBuffer bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(start, CRC_OFFSET));
    crc.update(bytes.slice(start + SEQUENCE_OFFSET, HEAD_BYTES - SEQUENCE_OFFSET + length));
    return (int) crc.getValue();
  }
}
