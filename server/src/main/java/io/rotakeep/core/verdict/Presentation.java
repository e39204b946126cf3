package io.rotakeep.core.verdict;

import io.rotakeep.core.connection.ConnectionState.InDoubt;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.TokenRules;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a generation in doubt may be presented again. This is where the master invariant is
 * decided: no generation is presented twice unless its class permits it, or once on purpose when
 * nothing that still lives can be lost.
 */
public sealed interface Presentation {

  /** The class permits it. */
  record Replay() implements Presentation {}

  /**
   * The one deliberate presentation: the current access token has ended, so little is left to lose.
   */
  record Deliberate() implements Presentation {}

  /** Not before then. */
  record NotBefore(Instant time) implements Presentation {}

  /** Not at all: the person must consent again. */
  record Never() implements Presentation {}

  /**
   * @param servedUntil when the current access token ends; a time past if there is none
   * @param healthySibling whether another connection of the same grant key could be revoked by it
   */
  static Presentation of(
      InDoubt doubt, TokenRules rules, Instant servedUntil, boolean healthySibling, Instant now) {
    if (replayPermitted(rules.rotation(), doubt.presentations(), doubt.since(), now)) {
      return new Replay();
    }
    if (doubt.deliberate()) {
      return new Never();
    }
    if (now.isBefore(servedUntil)) {
      return new NotBefore(servedUntil);
    }
    // Only put off, the token is most likely alive, and its use is nobody's risk.
    boolean siblingAtRisk =
        healthySibling && rules.blastRadius() == BlastRadius.SUBJECT && doubt.presentations() > 0;
    return siblingAtRisk ? new Never() : new Deliberate();
  }

  /**
   * Whether a token may be presented that another copy of the store may have spent long ago: it
   * costs nobody anything, and its refusal could not be taken for a theft.
   */
  static boolean harmlessIfStale(RotationClass rotation) {
    return switch (rotation) {
      case RotationClass.None _, RotationClass.Overlapping _ -> true;
      case RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Strict _,
          RotationClass.Family _,
          RotationClass.Mixed _ ->
          false;
    };
  }

  /**
   * Whether the class lets a token be presented once more, after {@code presentations} of unknown
   * outcome since {@code first}.
   */
  static boolean replayPermitted(
      RotationClass rotation, int presentations, Instant first, Instant now) {
    return switch (rotation) {
      case RotationClass.None _, RotationClass.Overlapping _, RotationClass.Successor _ -> true;
      // The last fifth of the window is left for clocks and the way there.
      case RotationClass.Window(Duration length) ->
          !now.isBefore(first) && now.isBefore(first.plus(length.multipliedBy(4).dividedBy(5)));
      case RotationClass.Count(int extraUses) -> presentations <= extraUses;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> false;
    };
  }

  /** Whether a second use may cost the whole grant, not only the use. */
  static boolean punishesReuse(RotationClass rotation) {
    return switch (rotation) {
      case RotationClass.Family _, RotationClass.Mixed _ -> true;
      case RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Strict _ ->
          false;
    };
  }
}
