package io.rotakeep.daemon;

import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealedException;
import java.util.function.Supplier;

/**
 * The keys of one time between unsealing and sealing. What is left over from that time and wakes
 * after the daemon was sealed and unsealed again must not work beside what works now.
 */
final class KeyAccess implements Supplier<Keyring>, AutoCloseable {
  private final KeyBarrier barrier;
  private volatile boolean ended;

  KeyAccess(KeyBarrier barrier) {
    this.barrier = barrier;
  }

  @Override
  public Keyring get() {
    if (ended) {
      throw new SealedException("the daemon was sealed meanwhile");
    }
    return barrier.keyring();
  }

  @Override
  public void close() {
    ended = true;
  }
}
