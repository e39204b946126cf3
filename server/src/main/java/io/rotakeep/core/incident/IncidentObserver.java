package io.rotakeep.core.incident;

/** Is told of incidents that open, to count them. Never blocks, never throws; thread-safe. */
public interface IncidentObserver {
  void opened(IncidentKind kind, Severity severity);
}
