package io.rotakeep.core.quota;

/** A caller asks more than its quota. Without a stack: there may be very many. */
public final class CallerThrottledException extends RuntimeException {
  private final transient Breach breach;

  public CallerThrottledException(Breach breach) {
    super("beyond " + breach.limit().word(), null, false, false);
    this.breach = breach;
  }

  public Breach breach() {
    return breach;
  }
}
