package io.rotakeep.bench.load;

/**
 * What one measurement showed.
 *
 * @param perSecond answers a second
 * @param p50 and the others in milliseconds
 */
public record Figures(
    long calls, double perSecond, double p50, double p99, double p999, Costs.PerCall each) {}
