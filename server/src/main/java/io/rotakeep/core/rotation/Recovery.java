package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.rotation.RotationJournal.OpenAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends what the last process left open, once the keys are there and before anybody is served. It
 * sends nothing: a kept answer is settled, a missing one leaves the connection in doubt. Doing it
 * again after another crash comes to the same.
 */
public final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

  private final ConnectionLocks locks;
  private final Rotator rotator;
  private final ExchangeRecovery exchanges;
  private final RejectionRecord rejections;

  Recovery(
      ConnectionLocks locks,
      Rotator rotator,
      ExchangeRecovery exchanges,
      RejectionRecord rejections) {
    this.locks = locks;
    this.rotator = rotator;
    this.exchanges = exchanges;
    this.rejections = rejections;
  }

  /** Ends a code exchange that a crash interrupted; enrolment knows how. */
  public interface ExchangeRecovery {
    /**
     * @param response the kept answer; null if none came: then the code is not sent again
     */
    void resolve(Attempt attempt, @Nullable KeptResponse response);
  }

  public void run(List<OpenAttempt> unsettled) {
    rejections.recall();
    for (OpenAttempt open : unsettled) {
      try {
        resolve(open);
      } catch (RuntimeException e) {
        // One poisoned record must not keep the others from being served; it stays open.
        LOG.log(
            System.Logger.Level.ERROR,
            "an attempt on connection " + open.attempt().connection() + " stays unsettled",
            e);
      }
    }
  }

  private void resolve(OpenAttempt open) {
    Attempt attempt = open.attempt();
    switch (attempt.kind()) {
      case REFRESH, DELIBERATE ->
          locks.whileHolding(
              attempt.connection(),
              lock -> {
                rotator.resolve(lock, open);
                return attempt;
              });
      case EXCHANGE -> exchanges.resolve(attempt, open.response());
    }
  }
}
