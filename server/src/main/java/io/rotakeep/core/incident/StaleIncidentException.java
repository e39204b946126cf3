package io.rotakeep.core.incident;

/** Another node changed the incident meanwhile; whoever wanted to change it looks again. */
public final class StaleIncidentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleIncidentException(IncidentId id) {
    super(id + " was changed by another at the same time");
  }
}
