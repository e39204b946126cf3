package io.rotakeep.core.seal;

/** The keys are not to be used now; an operator can change that. */
public final class SealedException extends RuntimeException {
  public SealedException(String message) {
    super(message);
  }
}
