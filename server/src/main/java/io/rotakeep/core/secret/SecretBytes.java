package io.rotakeep.core.secret;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A secret with a lifetime: it ends, zeroed, at {@link #close}.
 *
 * <p>Any number of threads may read and close one instance. A close that meets readers refuses new
 * ones at once, and the last reader to leave does the wiping, so that nobody ever works with a half
 * zeroed key. Reading after a close is an {@link IllegalStateException}.
 *
 * <p>Equality is identity, and {@link #toString} says nothing about the content, its length
 * included. The collector may have moved the array while it lived and left an old copy in free
 * memory: what is promised is that no live object holds the bytes. Of one in a {@link KeyPage},
 * which the collector never moves, the heap has a copy only while somebody reads.
 */
public final class SecretBytes implements AutoCloseable {
  private static final int CLOSED = 1 << 31;
  private static final int READERS = ~CLOSED;
  private static final byte[] NOT_HERE = {};

  private final byte[] bytes;
  private final KeyPage.@Nullable Slot slot;
  private final AtomicInteger state = new AtomicInteger();

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
    this.slot = null;
  }

  private SecretBytes(KeyPage.Slot slot) {
    this.bytes = NOT_HERE;
    this.slot = slot;
  }

  static SecretBytes in(KeyPage.Slot slot) {
    return new SecretBytes(slot);
  }

  /** The caller goes on owning {@code source}, and wipes it. */
  public static SecretBytes copyOf(byte[] source) {
    return new SecretBytes(source.clone());
  }

  /** Takes what remains in {@code source} and moves its position to its limit. */
  public static SecretBytes copyOf(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    return new SecretBytes(copy);
  }

  /**
   * For parsers that hand over characters; whoever owns {@code source} wipes it if it can be.
   *
   * @throws IllegalArgumentException if a character is not ASCII; the message does not show it
   */
  public static SecretBytes copyOfAscii(CharSequence source) {
    byte[] copy = new byte[source.length()];
    for (int i = 0; i < copy.length; i++) {
      char c = source.charAt(i);
      if (c > 0x7f) {
        Arrays.fill(copy, (byte) 0);
        throw new IllegalArgumentException("a secret of ASCII characters holds another one");
      }
      copy[i] = (byte) c;
    }
    return new SecretBytes(copy);
  }

  /** Takes the array itself: from now on only this object may touch it. */
  public static SecretBytes owning(byte[] source) {
    return new SecretBytes(source);
  }

  public static SecretBytes random(int length, RandomGenerator random) {
    byte[] fresh = new byte[length];
    random.nextBytes(fresh);
    return new SecretBytes(fresh);
  }

  public int length() {
    return slot == null ? bytes.length : slot.length();
  }

  public boolean isEmpty() {
    return length() == 0;
  }

  /** Lends an array: {@code reader} neither changes it nor keeps it beyond the call. */
  public <R extends @Nullable Object> R read(Function<? super byte[], ? extends R> reader) {
    enter();
    try {
      byte[] lent = lend();
      try {
        return reader.apply(lent);
      } finally {
        takeBack(lent);
      }
    } finally {
      leave();
    }
  }

  public void writeTo(OutputStream target) throws IOException {
    enter();
    try {
      byte[] lent = lend();
      try {
        target.write(lent);
      } finally {
        takeBack(lent);
      }
    } finally {
      leave();
    }
  }

  public void writeTo(ByteBuffer target) {
    enter();
    try {
      byte[] lent = lend();
      try {
        target.put(lent);
      } finally {
        takeBack(lent);
      }
    } finally {
      leave();
    }
  }

  /** A copy that the caller must wipe. */
  public byte[] toByteArray() {
    enter();
    try {
      return slot == null ? bytes.clone() : slot.copy();
    } finally {
      leave();
    }
  }

  /** An independent secret on the heap with the same bytes and a lifetime of its own. */
  public SecretBytes copy() {
    return new SecretBytes(toByteArray());
  }

  /** Compares the content; the time taken depends on the lengths only. */
  public boolean matches(SecretBytes other) {
    return read(mine -> other.read(theirs -> MessageDigest.isEqual(mine, theirs)));
  }

  public boolean isClosed() {
    return state.get() < 0;
  }

  /** Idempotent. */
  @Override
  public void close() {
    int before = state.getAndUpdate(s -> s | CLOSED);
    if (before == 0) {
      wipe();
    }
  }

  @Override
  public String toString() {
    return "SecretBytes[hidden]";
  }

  private void enter() {
    int seen = state.get();
    while (true) {
      if (seen < 0) {
        throw new IllegalStateException("this secret has been closed");
      }
      int witness = state.compareAndExchange(seen, seen + 1);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  private void leave() {
    int after = state.decrementAndGet();
    if (after < 0 && (after & READERS) == 0) {
      wipe();
    }
  }

  private byte[] lend() {
    return slot == null ? bytes : slot.copy();
  }

  private void takeBack(byte[] lent) {
    if (slot != null) {
      Arrays.fill(lent, (byte) 0);
    }
  }

  private void wipe() {
    if (slot == null) {
      Arrays.fill(bytes, (byte) 0);
    } else {
      slot.release();
    }
  }
}
