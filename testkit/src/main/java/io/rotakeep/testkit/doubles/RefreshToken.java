package io.rotakeep.testkit.doubles;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One refresh token and what it has been through; guarded by {@link TokenStore}. */
final class RefreshToken {
  final String value;
  final Chain chain;
  final int generation;
  final Instant issued;
  private final @Nullable RefreshToken predecessor;
  private Instant lastUsed;
  private @Nullable Instant firstSpent;
  private int timesSpent;
  private boolean successorUsed;
  private @Nullable TokenPair firstAnswer;

  RefreshToken(String value, Chain chain, @Nullable RefreshToken predecessor, Instant issued) {
    this.value = value;
    this.chain = chain;
    this.predecessor = predecessor;
    this.generation = predecessor == null ? 1 : predecessor.generation + 1;
    this.issued = issued;
    this.lastUsed = issued;
  }

  boolean expired(Instant now, Duration idleLife) {
    return !now.isBefore(lastUsed.plus(idleLife));
  }

  /** What the rotation class says to a use of this token now; changes nothing. */
  Use judge(RotationClass rotation, Instant now) {
    return switch (rotation) {
      case RotationClass.None _ -> Use.KEEP;
      case RotationClass.Overlapping _ -> timesSpent == 0 ? Use.ROTATE : Use.REPLAY;
      case RotationClass.Successor(boolean samePair) -> {
        Use replay = samePair ? Use.REPEAT_ANSWER : Use.REPLAY;
        yield timesSpent == 0 ? Use.ROTATE : successorUsed ? Use.REUSE : replay;
      }
      case RotationClass.Window(Duration length) ->
          firstSpent == null
              ? Use.ROTATE
              : now.isBefore(firstSpent.plus(length)) ? Use.REPLAY : Use.REUSE;
      case RotationClass.Count(int replays) ->
          timesSpent == 0 ? Use.ROTATE : timesSpent <= replays ? Use.REPLAY : Use.REUSE;
      case RotationClass.Strict _, RotationClass.Family _ ->
          timesSpent == 0 ? Use.ROTATE : Use.REUSE;
      case RotationClass.Mixed(Duration rotateAfter) ->
          timesSpent > 0
              ? Use.REUSE
              : now.isBefore(issued.plus(rotateAfter)) ? Use.KEEP : Use.ROTATE;
    };
  }

  /** Notes a use that was granted; the predecessor's replay ends where it is latched to this. */
  void used(Instant now) {
    lastUsed = now;
    if (predecessor != null) {
      predecessor.successorUsed = true;
    }
  }

  void spent(Instant now, TokenPair answer) {
    timesSpent++;
    if (firstSpent == null) {
      firstSpent = now;
      firstAnswer = answer;
    }
  }

  Optional<TokenPair> firstAnswer() {
    return Optional.ofNullable(firstAnswer);
  }

  /** What a use of a token comes to. */
  enum Use {
    KEEP,
    ROTATE,
    /** Used before, and still answered with new tokens. */
    REPLAY,
    /** Used before, and answered with what it was answered then. */
    REPEAT_ANSWER,
    REUSE
  }
}
