package io.rotakeep.core.incident;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.quota.Excess;
import io.rotakeep.core.quota.QuotaLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Opens one incident for each caller and window in which a quota was passed; a second limit passed
 * in it is further evidence. Whoever passed it is not kept waiting: somebody else opens them now
 * and then, and again if that failed. Thread-safe.
 */
public final class CallerAlarm {
  private static final System.Logger LOG = System.getLogger(CallerAlarm.class.getName());

  private static final int MOST_WAITING = 1000;

  private final Queue<Excess> passed = new ArrayBlockingQueue<>(MOST_WAITING);

  /** Never waits. */
  public void raise(Excess excess) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} passed its quota of {1} {2}",
        excess.caller(),
        excess.allowed(),
        excess.limit().word());
    var _ = passed.offer(excess);
  }

  /**
   * Opens what has been waiting; to be called by one thread.
   *
   * @throws RuntimeException if one could not be opened; it is tried again at the next call
   */
  public void open(Incidents incidents) {
    for (Excess next = passed.peek(); next != null; next = passed.peek()) {
      incidents.suspect(suspicion(next));
      passed.remove();
    }
  }

  private static Suspicion suspicion(Excess excess) {
    String window = "caller " + excess.caller() + " window " + excess.window().toEpochMilli();
    String what =
        "%s asked for more than its quota of %d %s"
            .formatted(excess.caller(), excess.allowed(), excess.limit().word());
    return new Suspicion(
        UUID.nameUUIDFromBytes(window.getBytes(StandardCharsets.UTF_8)),
        IncidentKind.CALLER_ANOMALY,
        severity(excess.limit()),
        // Counted, not named: which they were, the audit tells.
        new Concerned(List.of(), excess.connections(), null),
        List.of(
            new Evidence(
                excess.time(),
                kind(excess.limit()),
                what
                    + "; since %s it had %d tokens of %s connections"
                        .formatted(
                            excess.window(),
                            excess.tokens(),
                            excess.connections() == 0 ? "uncounted" : excess.connections()),
                null,
                Generation.NONE,
                "")),
        what);
  }

  /** Many different connections is what a thief wants; too fast is mostly a loop gone wrong. */
  private static Severity severity(QuotaLimit limit) {
    return switch (limit) {
      case REQUESTS_PER_SECOND -> Severity.LOW;
      case TOKENS_PER_HOUR -> Severity.MEDIUM;
      case DISTINCT_CONNECTIONS_PER_HOUR -> Severity.HIGH;
    };
  }

  private static Evidence.Kind kind(QuotaLimit limit) {
    return switch (limit) {
      case REQUESTS_PER_SECOND -> Evidence.Kind.TOO_MANY_REQUESTS;
      case TOKENS_PER_HOUR -> Evidence.Kind.TOO_MANY_TOKENS;
      case DISTINCT_CONNECTIONS_PER_HOUR -> Evidence.Kind.TOO_MANY_CONNECTIONS;
    };
  }
}
