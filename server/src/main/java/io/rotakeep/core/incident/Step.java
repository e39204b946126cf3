package io.rotakeep.core.incident;

import java.time.Instant;

/**
 * One entry of an incident's timeline.
 *
 * @param actor the caller's name, or {@link #OURSELVES}
 */
public record Step(Instant time, String actor, String action) {
  public static final String OURSELVES = "rotakeep";
}
