package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A frame that has its place in the log and waits to be written there. */
final class PendingFrame {
  private final long sequence;
  private final byte[] payload;
  private final boolean startsSegment;
  private final boolean awaited;
  private final CompletableFuture<Void> fate = new CompletableFuture<>();

  PendingFrame(long sequence, byte[] payload, boolean startsSegment, boolean awaited) {
    this.sequence = sequence;
    this.payload = payload;
    this.startsSegment = startsSegment;
    this.awaited = awaited;
  }

  long sequence() {
    return sequence;
  }

  byte[] payload() {
    return payload;
  }

  int size() {
    return FrameCodec.HEAD_BYTES + payload.length;
  }

  boolean startsSegment() {
    return startsSegment;
  }

  /** Whether somebody waits for it, so that it must be written at once. */
  boolean awaited() {
    return awaited;
  }

  void becameDurable() {
    fate.complete(null);
  }

  void failed(Throwable cause) {
    fate.completeExceptionally(cause);
  }

  /** Waits through interrupts, and leaves them set. */
  void awaitDurable() {
    try {
      fate.join();
    } catch (CompletionException e) {
      throw new JournalUnavailableException(
          "frame " + sequence + " may or may not have been written: " + e.getCause(), e);
    }
  }
}
