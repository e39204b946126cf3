package io.rotakeep.adapter.audit;

import io.rotakeep.core.BugException;
import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.crypto.EvolvingMac;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Lines of which each stands for all before it. A line ends with its place, the name of the chain
 * and a number that counts up from 1, then its tag and its hash:
 *
 * <pre>
 * text = SHA-256(hash of the line before ‖ the line up to its place)
 * mac  = the first half of HMAC-SHA256(present key, text)     left out while there is no key
 * hash = SHA-256(text ‖ mac)
 * </pre>
 *
 * <p>Both are written in base64url. Not thread-safe.
 */
final class Chain {
  static final int HASH = 32;
  static final int MAC = 16;
  private static final byte[] PLACE = ascii(",\"chain\":\"");
  private static final byte[] MAC_FIELD = ascii("\",\"mac\":\"");
  private static final byte[] HASH_FIELD = ascii("\",\"hash\":\"");
  private static final byte[] QUOTE = {'"'};
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final byte[] place;
  private final MessageDigest sha = sha256();
  private final byte[] text = new byte[HASH];
  private final byte[] next = new byte[HASH];
  private final byte[] last = new byte[HASH];
  private final byte[] written = new byte[(HASH * 4 + 2) / 3];
  private long sequence;
  private @Nullable EvolvingMac mac;

  Chain(String name) {
    this.place = ascii(name + "/");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }

  static String text(byte[] hash) {
    return BASE64.encodeToString(hash);
  }

  /** Begins anew behind {@code origin}; without a key until {@link #key}. */
  void begin(byte[] origin) {
    System.arraycopy(origin, 0, last, 0, HASH);
    sequence = 0;
    close();
  }

  /** From the next line on; the chain closes it. */
  void key(EvolvingMac first) {
    close();
    mac = first;
  }

  /** Ends the line, which counts once it is {@link #written}. */
  void end(AuditLine line) {
    line.plain(PLACE, PLACE.length);
    line.plain(place, place.length);
    line.number(sequence + 1);
    try {
      sha.update(last);
      sha.update(line.bytes(), 0, line.length());
      sha.digest(text, 0, HASH);
      EvolvingMac key = mac;
      byte[] tag = key == null ? new byte[0] : Arrays.copyOf(key.tag(text), MAC);
      if (key != null) {
        line.plain(MAC_FIELD, MAC_FIELD.length);
        line.plain(written, BASE64.encode(tag, written));
      }
      sha.update(text);
      sha.update(tag);
      sha.digest(next, 0, HASH);
    } catch (DigestException e) {
      throw new BugException("a digest has 32 bytes", e);
    }
    line.plain(HASH_FIELD, HASH_FIELD.length);
    line.plain(written, BASE64.encode(next, written));
    line.plain(QUOTE, 1);
    line.end();
  }

  /** The line that was ended last is in the file. */
  void written() {
    sequence++;
    System.arraycopy(next, 0, last, 0, HASH);
    EvolvingMac key = mac;
    if (key != null) {
      key.evolve();
    }
  }

  /** How many lines it has. */
  long length() {
    return sequence;
  }

  byte[] last() {
    return last.clone();
  }

  void close() {
    EvolvingMac key = mac;
    if (key != null) {
      key.close();
    }
    mac = null;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
