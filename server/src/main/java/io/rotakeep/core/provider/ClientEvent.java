package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What a person announced: from its begin until its end the provider, or our registration there,
 * may end many grants, such as by a new client secret. A refusal in that span is no sign of theft.
 *
 * @param comment who reads it later learns why; 300 bytes at the most
 */
public record ClientEvent(Instant begins, Instant ends, String comment) {
  /** So long a thief could go unnoticed at the most, unless somebody announces it again. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final int LONGEST_COMMENT = 300;

  public ClientEvent {
    check(comment);
  }

  /** Whether a comment is short enough to stand in the audit beside what it is about. */
  public static void check(String comment) {
    if (comment.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMMENT) {
      throw new InvalidFieldException(
          "comment", "must be " + LONGEST_COMMENT + " bytes at the most");
    }
  }

  public boolean covers(Instant time) {
    return !time.isBefore(begins) && time.isBefore(ends);
  }

  /** The same, over by {@code now}: what was answered before is still judged by it. */
  public ClientEvent endedAt(Instant now) {
    return new ClientEvent(begins, now, comment);
  }
}
