package io.rotakeep.core.probe;

/**
 * How one check ended.
 *
 * @param check a stable word, such as {@code pkce_enforced}
 * @param detail what was seen, for people
 * @param nextStep what to do about it; empty if nothing
 */
public record Finding(String check, Result result, String detail, String nextStep) {

  /** How sure the daemon is. */
  public enum Result {
    PASSED,
    FAILED,
    /** Cannot be proved from outside, or could not be tried. */
    UNKNOWN
  }

  static Finding passed(String check, String detail) {
    return new Finding(check, Result.PASSED, detail, "");
  }

  static Finding failed(String check, String detail, String nextStep) {
    return new Finding(check, Result.FAILED, detail, nextStep);
  }

  static Finding unknown(String check, String detail, String nextStep) {
    return new Finding(check, Result.UNKNOWN, detail, nextStep);
  }
}
