package io.rotakeep.core.seal;

/** The keys are not to be used now; an operator can change that. */
public final class SealedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SealedException(String message) {
    super(message);
  }
}
