package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Instant;
import java.util.List;

/**
 * Something that may be a compromise: what is known, what was done, how far people have got.
 *
 * @param revision counts writes, from 1
 */
public record Incident(
    IncidentId id,
    IncidentKind kind,
    Severity severity,
    Progress progress,
    Concerned concerned,
    Instant opened,
    Story story,
    long revision) {

  /** From {@link #PROBABLE} on a compromise is probable, from {@link #POSSIBLE} on possible. */
  public static final int PROBABLE = 60;

  public static final int POSSIBLE = 30;

  private static final String AGAIN = "written again";

  public boolean isResolved() {
    return progress.state() == Progress.State.RESOLVED;
  }

  public boolean concerns(ConnectionId id) {
    return concerned.connections().contains(id);
  }

  /** When anything of it last changed. */
  public Instant updated() {
    return story.latest(opened);
  }

  /** For people; nothing acts on it. */
  public String likelihood() {
    int score = story.score();
    if (score >= PROBABLE) {
      return "probable";
    }
    return score >= POSSIBLE ? "possible" : "unlikely";
  }

  Incident with(Progress next, Step step) {
    return new Incident(
        id, kind, severity, next, concerned, opened, story.with(step), revision + 1);
  }

  Incident withProgress(Progress next) {
    return new Incident(id, kind, severity, next, concerned, opened, story, revision);
  }

  Incident with(List<Evidence> observed, List<ConnectionId> more, Step step) {
    Story told = story;
    for (Evidence one : observed) {
      told = told.with(one);
    }
    return new Incident(
        id, kind, severity, progress, concerned.and(more), opened, told.with(step), revision + 1);
  }

  /** Nothing else is new. However often that is done in a row, the timeline tells of it once. */
  Incident again(Instant now) {
    Story told =
        story.timeline().getLast().action().equals(AGAIN)
            ? story
            : story.with(new Step(now, Step.OURSELVES, AGAIN));
    return new Incident(id, kind, severity, progress, concerned, opened, told, revision + 1);
  }

  /** More urgent, if it is; what was urgent once stays so. */
  Incident raisedTo(Severity another) {
    Severity higher = severity.compareTo(another) < 0 ? another : severity;
    return new Incident(id, kind, higher, progress, concerned, opened, story, revision);
  }
}
