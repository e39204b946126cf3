package io.rotakeep.core.rewrap;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.seal.KeyBarrier;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Adds a term to the data keys; the {@link Rewrapper} does what follows. Thread-safe. */
public final class KeyRotation {
  private final KeyBarrier barrier;
  private final RewrapMarks marks;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();

  public KeyRotation(
      KeyBarrier barrier, RewrapMarks marks, AuditDevice audit, InstantSource clock) {
    this.barrier = barrier;
    this.marks = marks;
    this.audit = audit;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Result {
    record Rotated(KeyTerm term) implements Result {}

    /** There are as many terms as there can be; nothing was changed. */
    record Full() implements Result {}

    /**
     * The store has had a newer term than the sealed keys in use: another key of its number would
     * make its records unreadable for ever. Nothing was changed.
     */
    record Missing(KeyTerm newest) implements Result {}
  }

  /**
   * New records use the new term on return, and everything there is will come under it.
   *
   * @throws io.rotakeep.core.seal.SealedException unless unsealed
   */
  public Result rotate(Order order) {
    turn.lock();
    try {
      Keyring keyring = barrier.keyring();
      KeyTerm current = keyring.currentTerm();
      Optional<KeyTerm> known = marks.find().map(RewrapMark::term);
      if (known.isPresent() && known.get().compareTo(current) > 0) {
        return new Result.Missing(known.get());
      }
      if (keyring.isFull()) {
        return new Result.Full();
      }
      audit.recordDurably(
          new AuditRecord(
              clock.instant(),
              AuditAction.KEYS_ROTATED,
              AuditOutcome.BEGUN,
              order.caller(),
              "",
              0,
              "",
              order.requestId(),
              new AuditReason(word(current.next()), order.comment())));
      return new Result.Rotated(barrier.addTerm());
    } finally {
      turn.unlock();
    }
  }

  /** A term in the audit. */
  static String word(KeyTerm term) {
    return "TERM_" + term.number();
  }
}
