package io.rotakeep.core.seal;

import java.time.Duration;

/** What a contribution towards unsealing has come to. */
public sealed interface UnsealStep {

  /** The daemon works, now or already. */
  record Opened() implements UnsealStep {}

  /**
   * More is needed.
   *
   * @param received contributions that are kept, for ten minutes from the first
   */
  record Missing(int received, int needed) implements UnsealStep {}

  /**
   * It does not help.
   *
   * @param rule what is wrong, without telling a right share from a wrong one
   */
  record Refused(String rule) implements UnsealStep {}

  /** Nothing was looked at: too soon after a wrong one, or another is being looked at. */
  record NotYet(Duration pause) implements UnsealStep {}

  /**
   * The seal could be opened or not, but the daemon cannot work.
   *
   * @param why for operators; names no file, since it leaves the machine
   */
  record Failed(String why) implements UnsealStep {}
}
