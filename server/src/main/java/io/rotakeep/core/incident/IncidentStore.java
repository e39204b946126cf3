package io.rotakeep.core.incident;

import java.util.List;
import java.util.Optional;

/**
 * Keeps incidents. Thread-safe. A crash may take the last changes back, in their order: that they
 * survive it is the journal's part.
 */
public interface IncidentStore {
  Optional<Incident> find(IncidentId id);

  /**
   * Writes the incident if its revision is the one after the stored one's, or 1 for a new one.
   *
   * @return false if the revision has moved on, and nothing was written
   */
  boolean write(Incident incident);

  /** One page, newest first; fewer than the limit means the last page. */
  List<Incident> list(IncidentQuery query);

  /** Those that are not resolved, in no order. */
  List<Incident> unresolved();
}
