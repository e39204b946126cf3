package io.rotakeep.core.quota;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerPattern;
import java.util.List;

/**
 * How much each of some callers may ask. Where several fit a caller, the least of each limit
 * counts.
 *
 * @param callers as in policies
 * @param requests calls a second, of any method
 * @param tokens access tokens an hour
 * @param connections different connections an hour
 */
public record Quota(List<String> callers, int requests, int tokens, int connections) {
  /** In place of a number that nobody has set. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public static final int MOST_REQUESTS = 1_000_000;

  /** So that what is remembered of one caller stays below 3 MiB. */
  public static final int MOST_CONNECTIONS = 100_000;

  /**
   * @throws IllegalArgumentException if a caller pattern names nobody
   */
  public Quota {
    callers = List.copyOf(callers);
    callers.forEach(CallerPattern::of);
  }

  public boolean isWithoutLimit() {
    return requests == NO_LIMIT && tokens == NO_LIMIT && connections == NO_LIMIT;
  }

  boolean concerns(Caller caller) {
    return callers.stream().map(CallerPattern::of).anyMatch(pattern -> pattern.names(caller));
  }
}
