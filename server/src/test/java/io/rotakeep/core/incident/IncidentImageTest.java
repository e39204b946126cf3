package io.rotakeep.core.incident;

import static io.rotakeep.core.incident.SampleIncidents.NOW;
import static io.rotakeep.core.incident.SampleIncidents.ONE;
import static io.rotakeep.core.incident.SampleIncidents.PROVIDER;
import static io.rotakeep.core.incident.SampleIncidents.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.Generation;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncidentImageTest {

  @Test
  void givesBackWhatWasWritten() {
    Incident whole =
        new Incident(
            IncidentId.of(new UUID(5, 6)),
            IncidentKind.CONCURRENT_USE,
            Severity.CRITICAL,
            new Progress(Progress.State.RESOLVED, Progress.Resolution.COMPROMISE, true),
            new Concerned(List.of(ONE, TWO), 1234, PROVIDER),
            NOW,
            new Story(
                "what it is",
                List.of(
                    new Evidence(
                        NOW, Evidence.Kind.REPORTED, "told", TWO, new Generation(9), "req-7")),
                List.of(new Step(NOW, "dev", "opened"), new Step(NOW, "ops", "resolved")),
                17),
            42);

    assertThat(read(whole)).isEqualTo(whole);
  }

  @Test
  void givesBackWhatIsNotThere() {
    Incident sparse =
        new Incident(
            IncidentId.of(new UUID(5, 6)),
            IncidentKind.STALE_STORE,
            Severity.LOW,
            new Progress(Progress.State.OPEN, null, false),
            new Concerned(List.of(), 0, null),
            NOW,
            new Story(
                "",
                List.of(new Evidence(NOW, Evidence.Kind.REPORTED, "", null, Generation.NONE, "")),
                List.of(),
                0),
            1);

    assertThat(read(sparse)).isEqualTo(sparse);
  }

  @Test
  void holdsTheLongestStoryAndNoneThatIsLonger() {
    Evidence seen = SampleIncidents.evidence(Evidence.Kind.REPORTED, ONE, NOW);
    Incident longest = told(Collections.nCopies(100, seen), 200);
    Incident tooMuchEvidence = told(Collections.nCopies(101, seen), 1);
    Incident tooManySteps = told(List.of(), 201);

    assertThat(read(longest)).isEqualTo(longest);
    assertThatExceptionOfType(DamagedImageException.class).isThrownBy(() -> read(tooMuchEvidence));
    assertThatExceptionOfType(DamagedImageException.class).isThrownBy(() -> read(tooManySteps));
  }

  private static Incident told(List<Evidence> evidence, int steps) {
    Incident sample = SampleIncidents.with();
    List<Step> timeline = Collections.nCopies(steps, new Step(NOW, "dev", "did it"));
    return new Incident(
        sample.id(),
        sample.kind(),
        sample.severity(),
        sample.progress(),
        sample.concerned(),
        sample.opened(),
        new Story("long", evidence, timeline, 0),
        1);
  }

  private static Incident read(Incident incident) {
    return IncidentImage.read(IncidentImage.write(incident));
  }
}
