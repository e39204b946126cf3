package io.rotakeep.daemon;

import java.time.Instant;

/**
 * A clock that cannot be right, said aloud at the start. The daemon serves all the same: by which
 * time it would be wrong not to, only a person knows.
 */
final class ClockCheck {
  private static final System.Logger LOG = System.getLogger(ClockCheck.class.getName());

  private ClockCheck() {}

  /**
   * @param built no moment before it can be now
   */
  static void look(Instant now, Instant built) {
    if (now.isBefore(built)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "THE CLOCK IS WRONG: it says {0}, and this program is of {1}. Lives of tokens and of"
              + " certificates are reckoned by it: set the clock, then restart the daemon",
          now,
          built);
    }
  }
}
