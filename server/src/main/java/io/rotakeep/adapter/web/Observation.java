package io.rotakeep.adapter.web;

import java.util.function.Supplier;

/**
 * What those see who watch the daemon.
 *
 * @param scrape the metrics in Prometheus' text format 0.0.4; may block
 * @param readiness may block
 */
public record Observation(Supplier<String> scrape, Supplier<Readiness> readiness) {}
