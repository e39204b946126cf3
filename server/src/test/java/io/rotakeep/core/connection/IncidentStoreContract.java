package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Step;
import io.rotakeep.core.incident.Story;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link IncidentStore} keeps to. */
public abstract class IncidentStoreContract extends StoreContract {

  @Test
  void givesBackWhatWasWritten() {
    Incident incident = incident(1, 1, Progress.State.OPEN, "a", "b");

    assertThat(incidents().write(incident)).isTrue();

    reopen();
    assertThat(incidents().find(incident.id())).contains(incident);
    assertThat(incidents().find(IncidentId.of(new UUID(9, 9)))).isEmpty();
  }

  @Test
  void takesOnlyTheNextRevision() {
    assertThat(incidents().write(incident(1, 2, Progress.State.OPEN, "a"))).isFalse();
    assertThat(incidents().write(incident(1, 1, Progress.State.OPEN, "a"))).isTrue();
    assertThat(incidents().write(incident(1, 1, Progress.State.OPEN, "a"))).isFalse();
    assertThat(incidents().write(incident(1, 3, Progress.State.OPEN, "a"))).isFalse();

    Incident next = incident(1, 2, Progress.State.RESOLVED, "a", "c");
    assertThat(incidents().write(next)).isTrue();

    assertThat(incidents().find(next.id())).contains(next);
    assertThat(ids(concerning("c"))).containsExactly(next.id());
  }

  @Test
  void listsTheNewestFirstPageByPage() {
    for (int i = 1; i <= 5; i++) {
      incidents().write(incident(i, 1, Progress.State.OPEN, "a"));
    }

    List<Incident> first = incidents().list(IncidentQuery.all(2));
    List<Incident> second = incidents().list(IncidentQuery.all(2).startingAfter(first.getLast()));
    List<Incident> third = incidents().list(IncidentQuery.all(2).startingAfter(second.getLast()));

    assertThat(ids(first)).containsExactly(incidentId(5), incidentId(4));
    assertThat(ids(second)).containsExactly(incidentId(3), incidentId(2));
    assertThat(ids(third)).containsExactly(incidentId(1));
  }

  @Test
  void keepsApartThoseOfOneInstant() {
    for (int i = 1; i <= 3; i++) {
      incidents().write(at(incident(i, 1, Progress.State.OPEN, "a"), 1));
    }

    List<Incident> first = incidents().list(IncidentQuery.all(1));
    List<Incident> rest = incidents().list(IncidentQuery.all(5).startingAfter(first.getFirst()));

    assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(first);
  }

  @Test
  void listsWhatMatchesEveryCondition() {
    incidents().write(incident(1, 1, Progress.State.OPEN, "a"));
    incidents().write(incident(2, 1, Progress.State.RESOLVED, "a"));
    incidents().write(incident(3, 1, Progress.State.OPEN, "b"));

    assertThat(ids(concerning("a"))).containsExactly(incidentId(2), incidentId(1));
    assertThat(
            ids(
                incidents()
                    .list(
                        new IncidentQuery(
                            Progress.State.OPEN,
                            IncidentKind.OPERATOR,
                            Severity.LOW,
                            new ProviderName("p"),
                            id("a"),
                            NOW,
                            NOW.plusSeconds(100),
                            null,
                            10))))
        .containsExactly(incidentId(1));
    assertThat(
            incidents()
                .list(
                    new IncidentQuery(
                        null, null, null, null, null, NOW.plusSeconds(3), null, null, 10)))
        .hasSize(1);
    assertThat(
            incidents()
                .list(
                    new IncidentQuery(
                        null, IncidentKind.MASS_REJECTION, null, null, null, null, null, null, 10)))
        .isEmpty();
  }

  @Test
  void tellsWhichAreNotResolved() {
    incidents().write(incident(1, 1, Progress.State.OPEN, "a"));
    incidents().write(incident(2, 1, Progress.State.ACKNOWLEDGED, "a"));
    incidents().write(incident(3, 1, Progress.State.RESOLVED, "a"));

    assertThat(ids(incidents().unresolved()))
        .containsExactlyInAnyOrder(incidentId(1), incidentId(2));
  }

  @Test
  void isRepairedFromTheJournalWhateverItHas() {
    Incident old = incident(1, 1, Progress.State.OPEN, "a");
    Incident next = incident(1, 4, Progress.State.ACKNOWLEDGED, "a", "b");

    stores().repair().restore(List.of(new Change.IncidentWritten(next)));
    stores().repair().restore(List.of(new Change.IncidentWritten(old)));
    stores().repair().restore(List.of(new Change.IncidentWritten(next)));

    assertThat(incidents().find(next.id())).contains(next);
    assertThat(ids(concerning("b"))).containsExactly(next.id());
  }

  private IncidentStore incidents() {
    return stores().incidents();
  }

  private List<Incident> concerning(String connection) {
    return incidents()
        .list(new IncidentQuery(null, null, null, null, id(connection), null, null, null, 10));
  }

  private static List<IncidentId> ids(List<Incident> incidents) {
    return incidents.stream().map(Incident::id).toList();
  }

  private static IncidentId incidentId(int number) {
    return IncidentId.of(new UUID(number, 0));
  }

  private static Incident at(Incident incident, int second) {
    return new Incident(
        incident.id(),
        incident.kind(),
        incident.severity(),
        incident.progress(),
        incident.concerned(),
        NOW.plus(Duration.ofSeconds(second)),
        incident.story(),
        incident.revision());
  }

  private static Incident incident(
      int number, long revision, Progress.State state, String... connections) {
    List<ConnectionId> concerned = List.of(connections).stream().map(Samples::id).toList();
    Evidence evidence =
        new Evidence(
            NOW,
            Evidence.Kind.REPORTED,
            "told",
            concerned.getFirst(),
            new Generation(3),
            "request-1");
    return new Incident(
        incidentId(number),
        IncidentKind.OPERATOR,
        Severity.LOW,
        new Progress(
            state, state == Progress.State.RESOLVED ? Progress.Resolution.ACCIDENT : null, true),
        Concerned.all(concerned, new ProviderName("p")),
        NOW.plusSeconds(number),
        Story.of("what it is", List.of(evidence), new Step(NOW, "dev", "opened")),
        revision);
  }
}
