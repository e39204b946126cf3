package io.rotakeep.core.rotation;

import java.util.UUID;

/** Hears of the steps of a rotation as it passes them. */
@FunctionalInterface
public interface Steps {
  /** The steps of the refresh with rotation, in their order. */
  enum Step {
    INTENDING,
    INTENDED,
    SENDING,
    SENT,
    KEEPING,
    KEPT,
    STORED,
    SETTLING,
    SETTLED,
    PUBLISHED
  }

  void reached(Step step);

  /** Hears of every attempt just before its intent is written. */
  default void intending(Attempt attempt) {}

  /** Hears of every attempt whose intent is durable. */
  default void intended(Attempt attempt) {}

  /** Hears of every attempt whose answer is durable. */
  default void kept(UUID attempt) {}

  /** A start found the answer of this attempt on the disk. */
  default void found(UUID attempt) {}

  /** Hears of every attempt whose end is noted, not yet durably. */
  default void ended(UUID attempt) {}
}
