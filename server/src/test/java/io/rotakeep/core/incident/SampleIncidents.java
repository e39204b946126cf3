package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Incidents and suspicions to test with. */
final class SampleIncidents {
  static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
  static final ProviderName PROVIDER = new ProviderName("acme");
  static final ConnectionId ONE = new ConnectionId("acme/one");
  static final ConnectionId TWO = new ConnectionId("acme/two");

  private SampleIncidents() {}

  static Evidence evidence(Evidence.Kind kind, @Nullable ConnectionId connection, Instant time) {
    return new Evidence(time, kind, "it was seen", connection, new Generation(3), "request-1");
  }

  static Suspicion suspicion(int cause, IncidentKind kind, ConnectionId... connections) {
    return suspicion(cause, kind, NOW, PROVIDER, connections);
  }

  static Suspicion suspicion(
      int cause,
      IncidentKind kind,
      Instant time,
      @Nullable ProviderName provider,
      ConnectionId... connections) {
    return new Suspicion(
        new UUID(cause, 0),
        kind,
        Severity.HIGH,
        Concerned.all(List.of(connections), provider),
        List.of(evidence(Evidence.Kind.REPORTED, connections[0], time)),
        "something happened");
  }

  /** One about {@link #ONE}, opened at {@link #NOW}, with this evidence. */
  static Incident with(Evidence... evidence) {
    return new Incident(
        IncidentId.of(new UUID(1, 0)),
        IncidentKind.REJECTED_UNEXPLAINED,
        Severity.HIGH,
        Progress.beginning(IncidentKind.REJECTED_UNEXPLAINED),
        Concerned.one(ONE, PROVIDER),
        NOW,
        Story.of("something happened", List.of(evidence), new Step(NOW, "dev", "opened")),
        1);
  }
}
