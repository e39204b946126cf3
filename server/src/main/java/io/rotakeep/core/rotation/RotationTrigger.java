package io.rotakeep.core.rotation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a rotation is asked for, and when it has become needless. */
public sealed interface RotationTrigger {

  /**
   * A reader needs a token other than this one.
   *
   * @param replacing the handle of the token that does not do; null if there is none
   */
  record Needed(@Nullable String replacing) implements RotationTrigger {}

  /**
   * A refresh token must not die of disuse.
   *
   * @param used when it was last used, as far as who asks knows
   */
  record KeepAlive(Instant used) implements RotationTrigger {}

  /** An import is to make every other copy worthless. */
  record Import() implements RotationTrigger {}

  /**
   * A person wants it of many; unlike one that is asked for by itself it waits where all wait.
   *
   * @param since what was refreshed at or after then has been refreshed already
   */
  record RequestedOfMany(Instant since) implements RotationTrigger {}

  /**
   * A person wants it now.
   *
   * @param acceptRisk whether a generation in doubt may be presented although siblings are at risk
   */
  record Requested(boolean acceptRisk) implements RotationTrigger {}
}
