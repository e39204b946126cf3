package io.rotakeep.core.secret;

/**
 * Gives memory that keys may lie in while they are in use: outside the heap, and as far out of
 * others' reach as this machine allows. Thread-safe.
 */
public interface KeyMemory {

  /** A block of {@code size} bytes, all zero. The taker closes it. */
  Block take(int size);

  /**
   * Memory of one taker.
   *
   * <p>Any number of threads may use different bytes of it at once. After its close every call is
   * an {@link IllegalStateException}: memory that was given back is never touched.
   */
  interface Block extends AutoCloseable {
    int size();

    void write(int at, byte[] from);

    void read(int at, byte[] into);

    void clear(int at, int length);

    /** Zeroes the block and gives it back. To be called once. */
    @Override
    void close();
  }
}
