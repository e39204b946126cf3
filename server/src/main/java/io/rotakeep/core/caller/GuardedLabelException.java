package io.rotakeep.core.caller;

/** Somebody would have changed who may do what, by a label by which a policy goes. */
public final class GuardedLabelException extends RuntimeException {
  private final String label;

  GuardedLabelException(String label) {
    super("a policy goes by label " + label);
    this.label = label;
  }

  /** Its key. */
  public String label() {
    return label;
  }
}
