package io.rotakeep.core.incident;

import java.util.List;
import java.util.UUID;

/**
 * A reason to open an incident, or more evidence for one that is open.
 *
 * @param cause the same whenever the same thing is found again, such as an attempt's id
 * @param evidence at least one
 * @param summary one sentence for people
 */
public record Suspicion(
    UUID cause,
    IncidentKind kind,
    Severity severity,
    Concerned concerned,
    List<Evidence> evidence,
    String summary) {

  public Suspicion {
    evidence = List.copyOf(evidence);
  }
}
