package io.rotakeep.cli.incident;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Fields;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.Evidence;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentState;
import io.rotakeep.v1.IncidentStep;
import java.util.ArrayList;
import java.util.List;

/** One incident on one screen: what, how likely, what speaks for it, what was done, what next. */
final class IncidentPicture {
  private static final int PROBABLE = 60;
  private static final int POSSIBLE = 30;
  private static final int SHOWN_CONNECTIONS = 10;

  private static final Columns<Evidence> EVIDENCE =
      Columns.of("SEEN", (Evidence one) -> Cell.of(one.getTime()))
          .with("WEIGHT", one -> Cell.of(one.getWeight()), Trait.RIGHT)
          .with("CONNECTION", one -> Cell.of(one.getConnection()), Trait.ONLY_IF_FILLED)
          .with("GEN", one -> Cell.of(one.getGeneration()), Trait.RIGHT, Trait.DISPENSABLE)
          .with("EVIDENCE", one -> Cell.of(one.getDetail()), Trait.SHRINKS)
          .with("REQUEST", one -> Cell.of(one.getProviderRequestId()), Trait.ONLY_IF_FILLED);

  private static final Columns<IncidentStep> STEPS =
      Columns.of("DONE", (IncidentStep one) -> Cell.of(one.getTime()))
          .with("BY", one -> Cell.of(one.getActor()), Trait.SHRINKS)
          .with("WHAT", one -> Cell.of(one.getAction()), Trait.SHRINKS);

  private final Incident incident;

  IncidentPicture(Incident incident) {
    this.incident = incident;
  }

  List<String> lines(Layout layout) {
    List<String> lines = new ArrayList<>(facts().lines(layout));
    if (incident.getEvidenceCount() > 0) {
      lines.add("");
      lines.addAll(Output.table(incident.getEvidenceList().iterator(), EVIDENCE, layout));
    }
    if (incident.getTimelineCount() > 0) {
      lines.add("");
      lines.addAll(Output.table(incident.getTimelineList().iterator(), STEPS, layout));
    }
    return lines;
  }

  private Fields facts() {
    var facts =
        new Fields()
            .add("incident", Cell.of(incident.getId(), Tone.STRONG))
            .add("what", Cell.of(incident.getSummary()))
            .add("kind", Cell.of(incident.getKind()))
            .add("severity", IncidentColumns.severity(incident.getSeverity()))
            .add("state", Cell.of(incident.getState()))
            .add("compromise", Cell.of(likelihood()))
            .add("opened", Cell.of(incident.getOpenTime()))
            .add("changed", Cell.of(incident.getUpdateTime()))
            .add("provider", Cell.of(incident.getProvider()))
            .add("connections", Cell.of(connections()));
    nextSteps().forEach(step -> facts.add("next step", Cell.of(step, Tone.NEWS)));
    return facts;
  }

  private String likelihood() {
    int score = incident.getScore();
    String word = score >= PROBABLE ? "probable" : score >= POSSIBLE ? "possible" : "unlikely";
    return word + ", score " + score;
  }

  private String connections() {
    var named = incident.getConnectionsList();
    var shown = named.subList(0, Math.min(named.size(), SHOWN_CONNECTIONS));
    long more = incident.getConnectionCount() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }

  private List<String> nextSteps() {
    var id = incident.getId();
    if (incident.getState() == IncidentState.INCIDENT_STATE_RESOLVED) {
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    if (incident.getState() == IncidentState.INCIDENT_STATE_OPEN) {
      steps.add("rotakeep incident acknowledge " + id);
    }
    steps.add("rotakeep incident report " + id);
    steps.add("rotakeep incident resolve " + id + " --as accident --comment \"how it was found\"");
    return steps;
  }
}
