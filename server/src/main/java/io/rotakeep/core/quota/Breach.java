package io.rotakeep.core.quota;

import java.time.Duration;

/**
 * A call beyond a quota.
 *
 * @param allowed the limit that it is beyond
 * @param retryAfter when to ask again
 */
public record Breach(QuotaLimit limit, int allowed, Duration retryAfter) {}
