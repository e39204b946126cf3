package io.rotakeep.core.rewrap;

import java.time.Instant;

/**
 * How many records have been brought under the current key term.
 *
 * @param total when it began
 */
public record RewrapProgress(long total, long done, Instant begun) {}
