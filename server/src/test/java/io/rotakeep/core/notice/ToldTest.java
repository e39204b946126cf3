package io.rotakeep.core.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Progress.State;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Step;
import io.rotakeep.core.incident.Story;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToldTest {
  private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,      -,            HIGH,   OPEN,         incident.opened",
        "-,      -,            HIGH,   ACKNOWLEDGED, incident.opened",
        "-,      -,            HIGH,   RESOLVED,     incident.resolved",
        "HIGH,   OPEN,         HIGH,   OPEN,         -",
        "HIGH,   OPEN,         HIGH,   ACKNOWLEDGED, incident.acknowledged",
        "MEDIUM, OPEN,         HIGH,   OPEN,         incident.raised",
        "MEDIUM, OPEN,         HIGH,   ACKNOWLEDGED, incident.raised",
        "HIGH,   ACKNOWLEDGED, HIGH,   ACKNOWLEDGED, -",
        "MEDIUM, ACKNOWLEDGED, HIGH,   ACKNOWLEDGED, incident.raised",
        "HIGH,   ACKNOWLEDGED, HIGH,   RESOLVED,     incident.resolved",
        "MEDIUM, OPEN,         HIGH,   RESOLVED,     incident.resolved",
        "HIGH,   RESOLVED,     HIGH,   RESOLVED,     -",
      })
  void oneNoticeBringsAReceiverUpToDate(
      @Nullable Severity told,
      @Nullable State knows,
      Severity severity,
      State state,
      @Nullable String type) {
    Told before = told == null || knows == null ? null : new Told(told, knows);

    Optional<Notice> lacking = Told.lacking(before, incident(severity, state));

    assertThat(lacking.map(Notice::type)).isEqualTo(Optional.ofNullable(type));
  }

  private static Incident incident(Severity severity, State state) {
    return new Incident(
        IncidentId.of(new UUID(1, 0)),
        IncidentKind.OPERATOR,
        severity,
        new Progress(state, state == State.RESOLVED ? Progress.Resolution.UNKNOWN : null, true),
        new Concerned(List.of(), 0, null),
        NOW,
        Story.of("what it is", List.of(), new Step(NOW, "dev", "opened")),
        1);
  }
}
