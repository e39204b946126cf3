package io.rotakeep.core.rotation;

import java.time.Duration;

/** Lets everything through. */
public final class UnlimitedLoad implements ProviderLoad {
  @Override
  public Admission enter(Target target) {
    return new Admitted() {
      @Override
      public void answered(boolean healthy, Duration elapsed) {}

      @Override
      public void close() {}
    };
  }
}
