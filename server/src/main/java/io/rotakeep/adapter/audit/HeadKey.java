package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.EvolvingMac;
import io.rotakeep.core.secret.SecretBytes;

/**
 * Vouches for the newest head of a segment, under a key that goes on with the control lines: who
 * learns it can vouch for lines to come, and for none that was written before. The segment has it
 * from when its lines have tags until it is closed, whatever becomes of the seal. Not thread-safe.
 */
final class HeadKey implements AutoCloseable {
  private final EvolvingMac mac;
  private long stands = 1;

  /** Stands at the segment's first control line. */
  HeadKey(EvolvingMac first) {
    this.mac = first;
  }

  /** Goes on to that control line; never back. */
  void goOnTo(long place) {
    while (stands < place) {
      mac.evolve();
      stands++;
    }
  }

  /** For the control line that it stands at; {@code remembered} is longer than a key. */
  byte[] vouch(byte[] remembered) {
    return mac.tag(remembered);
  }

  @Override
  public void close() {
    mac.close();
  }

  /** What a segment takes from its run; who takes them closes both. */
  record AndLines(HeadKey heads, SecretBytes lines) {}
}
