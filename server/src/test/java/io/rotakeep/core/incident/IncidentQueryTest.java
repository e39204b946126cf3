package io.rotakeep.core.incident;

import static io.rotakeep.core.incident.SampleIncidents.NOW;
import static io.rotakeep.core.incident.SampleIncidents.ONE;
import static io.rotakeep.core.incident.SampleIncidents.PROVIDER;
import static io.rotakeep.core.incident.SampleIncidents.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which incidents a query finds; the sample is open, HIGH, of acme/one. */
class IncidentQueryTest {
  private static final Incident INCIDENT = SampleIncidents.with();

  @Test
  void withoutConditionsFindsEveryIncident() {
    assertThat(IncidentQuery.all(10).matches(INCIDENT)).isTrue();
  }

  @Test
  void asksForTheState() {
    assertThat(finds(Progress.State.OPEN, null, null)).isTrue();
    assertThat(finds(Progress.State.RESOLVED, null, null)).isFalse();
  }

  @Test
  void asksForTheKindAndTheSeverity() {
    assertThat(finds(null, IncidentKind.REJECTED_UNEXPLAINED, Severity.HIGH)).isTrue();
    assertThat(finds(null, IncidentKind.OPERATOR, null)).isFalse();
    assertThat(finds(null, null, Severity.LOW)).isFalse();
  }

  @Test
  void asksForTheProviderAndTheConnection() {
    assertThat(finds(PROVIDER, ONE)).isTrue();
    assertThat(finds(new ProviderName("other"), null)).isFalse();
    assertThat(finds(null, TWO)).isFalse();
  }

  @Test
  void asksForATimeFromThenOnAndBeforeThen() {
    assertThat(finds(NOW, NOW.plusMillis(1))).isTrue();
    assertThat(finds(NOW.plusMillis(1), null)).isFalse();
    assertThat(finds(null, NOW)).isFalse();
  }

  @Test
  void goesOnAfterTheLastOfThePage() {
    IncidentQuery next = IncidentQuery.all(10).startingAfter(INCIDENT);

    assertThat(next.after()).isEqualTo(new IncidentQuery.Place(NOW, INCIDENT.id()));
    assertThat(next.limit()).isEqualTo(10);
    assertThat(next.matches(INCIDENT)).isTrue();
  }

  private static boolean finds(
      Progress.@Nullable State state, @Nullable IncidentKind kind, @Nullable Severity severity) {
    return new IncidentQuery(state, kind, severity, null, null, null, null, null, 10)
        .matches(INCIDENT);
  }

  private static boolean finds(@Nullable ProviderName provider, @Nullable ConnectionId id) {
    return new IncidentQuery(null, null, null, provider, id, null, null, null, 10)
        .matches(INCIDENT);
  }

  private static boolean finds(@Nullable Instant from, @Nullable Instant before) {
    return new IncidentQuery(null, null, null, null, null, from, before, null, 10)
        .matches(INCIDENT);
  }
}
