package io.rotakeep.testkit.authorization;

import java.time.Instant;

/** One arrival of a refresh token at the token endpoint, with what came of it. */
public record Presentation(Instant time, String token, Outcome outcome) {
  /** What the server made of the presented token. */
  public enum Outcome {
    /** Spent: a successor was issued. */
    ROTATED,
    /** Answered with an access token; the refresh token stays the same. */
    NOT_ROTATED,
    /** Presented again where the rotation class allows it, and answered. */
    REPLAYED,
    /** Presented again where it is not allowed. */
    REUSED,
    /** Unknown, expired, revoked or another client's. */
    REJECTED,
    /** It arrived, and the server failed before it looked at it. */
    NOT_PROCESSED
  }
}
