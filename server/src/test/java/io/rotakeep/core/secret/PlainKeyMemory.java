package io.rotakeep.core.secret;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** On the heap; knows what was not given back, and whether anything was touched after that. */
public final class PlainKeyMemory implements KeyMemory {
  private final AtomicInteger taken = new AtomicInteger();

  @Override
  public Block take(int size) {
    taken.incrementAndGet();
    return new Array(size);
  }

  /** Blocks that were not given back. */
  public int taken() {
    return taken.get();
  }

  private final class Array implements Block {
    private final byte[] bytes;
    private volatile boolean closed;

    private Array(int size) {
      this.bytes = new byte[size];
    }

    @Override
    public int size() {
      return bytes.length;
    }

    @Override
    public void write(int at, byte[] from) {
      requireOpen();
      System.arraycopy(from, 0, bytes, at, from.length);
    }

    @Override
    public void read(int at, byte[] into) {
      requireOpen();
      System.arraycopy(bytes, at, into, 0, into.length);
    }

    @Override
    public void clear(int at, int length) {
      requireOpen();
      Arrays.fill(bytes, at, at + length, (byte) 0);
    }

    @Override
    public void close() {
      requireOpen();
      Arrays.fill(bytes, (byte) 0);
      closed = true;
      taken.decrementAndGet();
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("this memory was given back");
      }
    }
  }
}
