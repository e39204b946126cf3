package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.DurablePart;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the space that the disk has already given: the rest of the current segment and the spare
 * ones. Guarded by the lock of {@link AppendQueue}.
 */
final class SegmentRoom {
  private final int perSegment;
  private int current;
  private int spares;
  private @Nullable IOException spareFailure;
  private boolean refused;

  /**
   * @param perSegment bytes for frames in a fresh segment
   * @param current bytes left in the segment that is being written
   */
  SegmentRoom(int perSegment, int current) {
    this.perSegment = perSegment;
    this.current = current;
  }

  int perSegment() {
    return perSegment;
  }

  boolean fits(int size) {
    return size <= current || spares > 0;
  }

  /** Takes the place and tells whether the frame must begin a new segment. */
  boolean take(int size) {
    boolean startsSegment = size > current;
    if (startsSegment) {
      spares--;
      current = perSegment;
    }
    current -= size;
    return startsSegment;
  }

  boolean hasSpare() {
    return spares > 0;
  }

  void spareAdded() {
    spares++;
    spareFailure = null;
    refused = false;
  }

  void spareRefused(IOException cause) {
    spareFailure = cause;
  }

  /** Why the disk gave no space when it was last asked. */
  Optional<IOException> refusal() {
    return Optional.ofNullable(spareFailure);
  }

  /** The same, for a frame that is refused for it. */
  IOException refuse() {
    refused = true;
    return refusal().orElseThrow();
  }

  DurablePart.Condition condition() {
    IOException failure = spareFailure;
    if (failure == null) {
      return new DurablePart.Condition.Sound();
    }
    String why = "no space for its next segment: " + failure;
    return refused
        ? new DurablePart.Condition.Refusing(why)
        : new DurablePart.Condition.Strained(why);
  }

  /** When room is of no use any more. */
  static DurablePart.Condition ended(Throwable failure) {
    return new DurablePart.Condition.Ended("it failed and stays closed: " + failure);
  }

  /** Bytes that fit whatever their division into frames. */
  long sure() {
    return Math.max(current, (long) spares * perSegment);
  }
}
