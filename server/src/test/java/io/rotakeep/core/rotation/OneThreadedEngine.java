package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionLocks;
import java.util.concurrent.Executor;

/** Makes engines whose flights have no threads of their own: one thing runs at a time. */
public final class OneThreadedEngine {
  private OneThreadedEngine() {}

  /**
   * @param runway runs a flight at once, or later when it is one that nobody waits for
   */
  public static RotationEngine of(
      RotationEngine.Stores stores,
      RotationEngine.Asking asking,
      AccessTokenCache cache,
      ConnectionLocks locks,
      Rotator.Reporting reporting,
      Executor runway) {
    return new RotationEngine(
        stores,
        asking,
        cache,
        locks,
        reporting,
        RotationFlights.Limits.DEFAULT,
        (_, flight) -> runway.execute(flight));
  }
}
