package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incidents;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What all couriers share: what there is to tell, what was told, and how they go about it. */
public record Dispatch(
    Incidents incidents,
    NoticeMarks marks,
    NoticeObserver observer,
    Insistence insistence,
    InstantSource clock,
    RandomGenerator random) {}
