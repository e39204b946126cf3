package io.rotakeep.testkit.doubles;

import java.time.Duration;

/** What becomes of a refresh token once it has been used. */
public sealed interface RotationClass {
  /**
   * It stays good.
   *
   * @param repeatsToken whether the answer names the same refresh token again or none
   */
  record None(boolean repeatsToken) implements RotationClass {}

  /** A successor is issued, and the old token stays good until its own expiry. */
  record Overlapping() implements RotationClass {}

  /**
   * The old token stays good until its successor is used.
   *
   * @param samePair whether a replay is answered with the very pair of the first answer
   */
  record Successor(boolean samePair) implements RotationClass {}

  /** The old token stays good for a time after its first use. */
  record Window(Duration length) implements RotationClass {}

  /** The old token may come again so many times. */
  record Count(int replays) implements RotationClass {}

  /** The old token is unknown from then on; nothing else happens if it comes again. */
  record Strict() implements RotationClass {}

  /** The old token is dead, and its return ends everything within the blast radius. */
  record Family() implements RotationClass {}

  /** Rotates as {@link Family}, but only tokens that have reached an age. */
  record Mixed(Duration rotateAfter) implements RotationClass {}

  /** How far a reuse reaches when nothing else is said. */
  default BlastRadius usualBlastRadius() {
    return switch (this) {
      case Strict() -> BlastRadius.NONE;
      case None _, Overlapping _, Successor _, Window _, Count _, Family _, Mixed _ ->
          BlastRadius.CHAIN;
    };
  }
}
