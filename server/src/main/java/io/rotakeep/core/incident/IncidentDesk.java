package io.rotakeep.core.incident;

/** Incidents, and what we do about them by ourselves. */
public record IncidentDesk(Incidents incidents, CompromiseResponse response) {}
