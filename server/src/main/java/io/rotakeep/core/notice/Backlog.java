package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.Incidents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What one receiver lacks, as the incidents and its marks say. */
record Backlog(Receiver receiver, Incidents incidents, NoticeMarks marks) {

  /** What to tell it of the incident; empty if it wants or lacks nothing of it. */
  Optional<Notice> lacking(Incident incident) {
    return receiver.wanted().includes(incident)
        ? Told.lacking(marks.find(receiver.name(), incident.id()).orElse(null), incident)
        : Optional.empty();
  }

  /**
   * All of which it may lack something, some of them twice. Those that came and went since {@code
   * from} are among them: perhaps nobody could be told of them.
   */
  void each(Instant from, Consumer<Incident> taker) {
    incidents.unresolved().forEach(taker);
    marks.unended(receiver.name()).stream()
        .flatMap(id -> incidents.find(id).stream())
        .forEach(taker);
    IncidentQuery query =
        new IncidentQuery(
            null, null, null, null, null, from, null, null, IncidentQuery.LARGEST_PAGE);
    List<Incident> page = incidents.list(query);
    page.forEach(taker);
    while (page.size() == IncidentQuery.LARGEST_PAGE) {
      page = incidents.list(query.startingAfter(page.getLast()));
      page.forEach(taker);
    }
  }
}
