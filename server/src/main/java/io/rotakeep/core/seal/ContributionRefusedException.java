package io.rotakeep.core.seal;

/**
 * What somebody brought does not open the seal. The message names no share and no reason that would
 * tell a right one from a wrong one.
 */
public final class ContributionRefusedException extends RuntimeException {
  public ContributionRefusedException(String message) {
    super(message);
  }

  /** It led to a key, and to the wrong one. */
  public static ContributionRefusedException wrongKey() {
    return new ContributionRefusedException(UnsealFailedException.WRONG_KEY);
  }
}
