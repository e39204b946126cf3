package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.secret.SecretBytes;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One process's use of one device: it names the segments, and has keys for each, once. A run that
 * began sealed has none until the keys are there; one that is sealed later goes on with those that
 * follow from the one it has. Not thread-safe.
 */
final class Run implements AutoCloseable {
  private final AuditKeys keys;
  private final String id;
  private int number = 1;
  private boolean begun;

  /** Stands at the next segment whose keys were not taken yet. */
  private @Nullable SecretBytes key;

  private int stands = 1;

  Run(AuditKeys keys, RandomGenerator random) {
    this.keys = keys;
    this.id = HexFormat.of().toHexDigits(random.nextLong());
  }

  /** The next one's id; the same again while that one has not begun. */
  String nextSegment() {
    if (begun) {
      number++;
      begun = false;
    }
    return id + "." + number;
  }

  /** The present one has its first line: what its keys are made of is gone, if they were taken. */
  void hasBegun() {
    begun = true;
    while (key != null && stands <= number) {
      step();
    }
  }

  /**
   * The present segment's keys, which the caller closes; null while there are none. Once only, if
   * it has begun.
   */
  HeadKey.@Nullable AndLines takeKeys() {
    if (key == null) {
      try {
        key = keys.ofRun(id);
      } catch (SealedException | IllegalStateException e) {
        return null;
      }
    }
    while (stands < number) {
      step();
    }
    HeadKey.AndLines taken =
        new HeadKey.AndLines(new HeadKey(AuditKeys.ofHeads(key)), AuditKeys.ofSegment(key));
    if (begun) {
      step();
    }
    return taken;
  }

  @Override
  public void close() {
    if (key != null) {
      key.close();
    }
  }

  private void step() {
    if (key != null) {
      try (SecretBytes used = key) {
        key = AuditKeys.afterSegment(used);
      }
    }
    stands++;
  }
}
