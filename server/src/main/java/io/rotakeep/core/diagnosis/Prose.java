package io.rotakeep.core.diagnosis;

import io.rotakeep.core.connection.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and reasons as people read them. */
final class Prose {
  private Prose() {}

  static String at(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In the largest unit of which there are two or more. */
  static String span(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    if (time.toHours() >= 2) {
      return time.toHours() + " hours";
    }
    if (time.toMinutes() >= 2) {
      return time.toMinutes() + " minutes";
    }
    return Math.max(0, time.toSeconds()) + " seconds";
  }

  /** Why a refresh token is of no use any more. */
  static String lost(Reason reason) {
    return switch (reason) {
      case LOST_RESPONSE -> "The answer to a refresh was lost, and the token it spent is gone.";
      case IDLE_EXPIRED -> "The refresh token was not used for longer than the provider allows.";
      case ABSOLUTE_EXPIRED -> "The grant has reached the age at which the provider ends it.";
      case REVOKED_UPSTREAM ->
          "The user or an administrator took the consent back at the provider.";
      case EVICTED -> "The provider dropped the oldest of too many grants of this user.";
      case CLIENT_EVENT ->
          "The provider ended the grants of our whole registration, as when a secret is replaced.";
      case SUSPECTED_COMPROMISE ->
          "The provider refused the newest refresh token, and nothing of ours explains it.";
      case STALE_STORE -> "The stored token may be an old one: the store was restored or cloned.";
      case INTEGRITY -> "A stored record of the connection does not authenticate.";
      case OPERATOR -> "A person or program asked for it.";
    };
  }
}
