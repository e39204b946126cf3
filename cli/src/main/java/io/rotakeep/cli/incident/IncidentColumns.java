package io.rotakeep.cli.incident;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.Severity;

/** How incidents stand in a list. */
final class IncidentColumns {
  static final Columns<Incident> COLUMNS =
      Columns.of("ID", (Incident incident) -> Cell.of(incident.getId()))
          .with("SEVERITY", incident -> severity(incident.getSeverity()))
          .with("KIND", incident -> Cell.of(incident.getKind()))
          .with("STATE", incident -> Cell.of(incident.getState()))
          .with("OPENED", incident -> Cell.of(incident.getOpenTime()))
          .with("SCORE", incident -> Cell.of(incident.getScore()), Trait.RIGHT)
          .with("CONNECTIONS", IncidentColumns::connections, Trait.SHRINKS)
          .with(
              "PROVIDER",
              incident -> Cell.of(incident.getProvider()),
              Trait.ONLY_IF_FILLED,
              Trait.SHRINKS,
              Trait.DISPENSABLE);

  private IncidentColumns() {}

  static Cell severity(Severity severity) {
    var word = Cell.of(severity).brief(Layout.PLAIN);
    return switch (severity) {
      case SEVERITY_HIGH, SEVERITY_CRITICAL -> Cell.of(word, Tone.BAD);
      case SEVERITY_MEDIUM -> Cell.of(word, Tone.CAUTION);
      case SEVERITY_LOW, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> Cell.of(word);
    };
  }

  private static Cell connections(Incident incident) {
    long others = incident.getConnectionCount() - 1;
    if (incident.getConnectionsCount() == 0) {
      return Cell.of(incident.getConnectionCount());
    }
    return Cell.of(incident.getConnections(0) + (others > 0 ? " and " + others + " more" : ""));
  }
}
