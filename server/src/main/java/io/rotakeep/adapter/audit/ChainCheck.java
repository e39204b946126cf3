package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.EvolvingMac;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Chain} wrote. */
final class ChainCheck {
  private final MessageDigest sha = Chain.sha256();
  private byte[] last;
  private long sequence;
  private boolean tagged;
  private @Nullable EvolvingMac mac;

  /**
   * @param mac null if there is no key to check tags with; closed with this
   */
  ChainCheck(byte[] origin, @Nullable EvolvingMac mac) {
    this.last = origin.clone();
    this.mac = mac;
  }

  /** What is wrong with the line; null if nothing is, and it counts. */
  @Nullable String wrong(byte[] bytes, ChainedLine line) {
    if (line.sequence() != sequence + 1) {
      return "is number %d of chain %s, which should go on with %d"
          .formatted(line.sequence(), line.chain(), sequence + 1);
    }
    sha.update(last);
    sha.update(bytes, 0, line.body());
    byte[] text = sha.digest();
    byte[] tag = new byte[0];
    EvolvingMac key = mac;
    if (line.mac() != null) {
      tagged = true;
      if (key != null) {
        tag = Arrays.copyOf(key.tag(text), Chain.MAC);
        if (!Chain.text(tag).equals(line.mac())) {
          return "has a tag that was not made with the audit's key";
        }
      } else {
        tag = decoded(line.mac());
        if (!Chain.text(tag).equals(line.mac())) {
          return "has a tag that is none";
        }
      }
    }
    sha.update(text);
    sha.update(tag);
    byte[] hash = sha.digest();
    if (!Chain.text(hash).equals(line.hash())) {
      return "does not have the hash that it should have behind the one before in chain "
          + line.chain();
    }
    sequence++;
    last = hash;
    if (key != null && line.mac() != null) {
      key.evolve();
    }
    return null;
  }

  byte[] last() {
    return last.clone();
  }

  boolean isTagged() {
    return tagged;
  }

  void close() {
    if (mac != null) {
      mac.close();
    }
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
