package io.rotakeep.client;

/** What to do about a failed call. */
public enum Advice {
  /** Ask again, with growing pauses: this passes by itself. */
  RETRY,
  /** Ask again after {@link RotakeepException#retryAfter}. */
  WAIT,
  /**
   * Repeating does not help before a person has done what {@link RotakeepException#nextStep} says.
   */
  ASK_A_PERSON,
  /** The call itself, the caller's rights or its settings are wrong. */
  FIX_THE_CALL
}
