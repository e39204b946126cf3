package io.rotakeep.core.backup;

import io.rotakeep.core.BugException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A backup as bytes: {@code magic(8) version(4)}, then records, each {@code kind(1) length(4)
 * payload}. A record of the kind {@link #SUM} has the SHA-256 of all bytes before its payload; one
 * follows each part and the end. Kinds come in the order of their numbers.
 */
final class Framing {
  static final long MAGIC = 0x524b_4241_434b_5550L; // "RKBACKUP"
  static final int VERSION = 1;
  static final int HEAD = 1 + Integer.BYTES;
  static final int PREAMBLE = Long.BYTES + Integer.BYTES;

  static final byte HEADER = 1;
  static final byte SEAL = 2;
  static final byte ROW = 3;
  static final byte ANCESTOR = 4;
  static final byte SEGMENT = 5;
  static final byte SEGMENT_BYTES = 6;
  static final byte END = 7;
  static final byte SUM = 8;

  static final int SUM_BYTES = 32;

  /** A row that fits the journal fits here. */
  static final int LONGEST = (1 << 20) + (1 << 10);

  /** The journal's own limits; an empty segment is a page of header. */
  static final int LONGEST_SEGMENT = 64 << 20;

  static final int BLOCK = 64 << 10;

  private Framing() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }

  /** Of all that the digest has seen so far; it goes on. */
  static byte[] sumSoFar(MessageDigest digest) {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new BugException("the JDK's SHA-256 can be cloned", e);
    }
  }
}
