package io.rotakeep.core.connection;

import java.time.Duration;
import java.time.Instant;

/** What stays of a deleted connection, so that a reused id goes on counting generations. */
public record Tombstone(
    ConnectionId id, Generation lastGeneration, long revision, Instant deleted) {
  public static final Duration KEPT = Duration.ofDays(400);
}
