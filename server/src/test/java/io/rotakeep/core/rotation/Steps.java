package io.rotakeep.core.rotation;

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
}
