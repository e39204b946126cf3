package io.rotakeep.core.connection;

import java.time.Instant;
import java.util.Set;
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

  /** The outcomes after which the refresh token is another than before. */
  public static final String ENROLLED = "enrolled";

  public static final String ROTATED = "rotated";
  public static final String SALVAGED = "salvaged";
  private static final Set<String> BROUGHT_A_TOKEN = Set.of(IMPORTED, ENROLLED, ROTATED, SALVAGED);

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

  /** A time to come was written by a clock that was wrong, and proves nothing. */
  public boolean wasRefreshedWithin(Instant from, Instant until) {
    return refreshed != null && !refreshed.isBefore(from) && !refreshed.isAfter(until);
  }

  /** Whether the newest refresh token came with the last outcome, and when that was. */
  public boolean broughtATokenWithin(Instant from, Instant until) {
    return lastOutcome != null
        && BROUGHT_A_TOKEN.contains(lastOutcome)
        && wasRefreshedWithin(from, until);
  }

  /** Whether the newest refresh token is one that others had before. */
  public boolean isImported() {
    return IMPORTED.equals(lastOutcome);
  }
}
