package io.rotakeep.core.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a connection.
 *
 * @param refreshed the last adopted answer; null before the first
 * @param stateSince since when the state and its reason stand
 * @param lastOutcome the last attempt's outcome in one word; null before the first
 */
public record History(
    Instant created,
    @Nullable Instant refreshed,
    Instant stateSince,
    @Nullable String lastOutcome) {
  /** The outcome of what was brought in from elsewhere. */
  public static final String IMPORTED = "imported";

  public static History startingAt(Instant now) {
    return new History(now, null, now, null);
  }

  public History withOutcome(String outcome) {
    return new History(created, refreshed, stateSince, outcome);
  }

  public History refreshedAt(Instant now, String outcome) {
    return new History(created, now, stateSince, outcome);
  }

  public History enteredAt(Instant now) {
    return new History(created, refreshed, now, lastOutcome);
  }

  /** Whether the newest refresh token is one that others had before. */
  public boolean isImported() {
    return IMPORTED.equals(lastOutcome);
  }
}
