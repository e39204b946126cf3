package io.rotakeep.core.secret;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A block of {@link KeyMemory} that several keys share, since the least an operating system gives
 * away holds a hundred of them. It goes back when whoever opened it and all of its keys are closed.
 *
 * <p>Keys are added by one thread at a time; they are read and closed by any.
 */
public final class KeyPage implements AutoCloseable {
  private final KeyMemory.Block block;

  /** The keys that are not closed, and one for whoever opened the page. */
  private final AtomicInteger users = new AtomicInteger(1);

  private int used;

  /** {@code room} is what all of its keys take together, in bytes. */
  public KeyPage(KeyMemory memory, int room) {
    this.block = memory.take(room);
  }

  /** Copies {@code source}, which remains the caller's to wipe. */
  public SecretBytes keep(byte[] source) {
    if (source.length > block.size() - used) {
      throw new IllegalArgumentException("this page has no room for another key");
    }
    block.write(used, source);
    SecretBytes kept = SecretBytes.in(new Slot(used, source.length));
    used += source.length;
    users.incrementAndGet();
    return kept;
  }

  /** The same of a secret that lies elsewhere, and remains its owner's. */
  public SecretBytes keep(SecretBytes source) {
    return source.read(this::keep);
  }

  /** Says that no more keys will come. To be called once. */
  @Override
  public void close() {
    leave();
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      block.close();
    }
  }

  /** Where one key lies. Its {@link SecretBytes} alone uses it, and not after its release. */
  final class Slot {
    private final int at;
    private final int length;

    private Slot(int at, int length) {
      this.at = at;
      this.length = length;
    }

    int length() {
      return length;
    }

    /** On the heap; whoever asked wipes it. */
    byte[] copy() {
      byte[] copy = new byte[length];
      block.read(at, copy);
      return copy;
    }

    void release() {
      block.clear(at, length);
      leave();
    }
  }
}
