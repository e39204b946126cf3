package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification keeps in memory, however long the trail is, and how it finds its end. */
final class AuditVerifierTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
    bed.unsealedRun("first");
    bed.unsealedRun("second");
  }

  @Test
  void remembersThoseHeadsThatItIsAskedFor() throws IOException {
    String wanted = bed.headBefore(1).hash();
    FileCheck check = new FileCheck(bed.file, SegmentKeys.NONE, Set.of(wanted, "made up"));

    check.run();

    SegmentCheck last = check.segments().getLast();
    assertThat(last.has(wanted)).isTrue();
    assertThat(last.has("made up")).isFalse();
    assertThat(last.has(bed.headBefore(0).hash())).as("a head that nobody asks for").isFalse();
  }

  @Test
  void hasTheKeyOfOneSegmentAtATime() throws IOException {
    List<SecretBytes> given = new ArrayList<>();
    SegmentKeys keys =
        segment -> {
          assertThat(given).allMatch(SecretBytes::isClosed);
          given.add(Objects.requireNonNull(SegmentKeys.of(bed.keys()).of(segment)));
          return given.getLast();
        };

    AuditReport report = new AuditVerifier(keys, List.of()).verify(List.of(bed.file));

    assertThat(report.breaks()).isEmpty();
    assertThat(given).hasSize(2).allMatch(SecretBytes::isClosed);
  }

  @Test
  void namesTheNewestHeadThoughTheClockWasSetBack() throws IOException {
    bed.ahead = Duration.ofDays(1);
    rotatingRun();
    bed.ahead = Duration.ZERO;
    rotatingRun();

    AuditReport report = bed.verifyTags(bed.files());

    assertThat(report.breaks()).isEmpty();
    assertThat(report.newest()).isEqualTo(bed.headBefore(0).hash());
    assertThat(report.segments().getLast().hash()).as("by time").isNotEqualTo(report.newest());
  }

  private void rotatingRun() {
    try (FileAuditDevice device = bed.open(2_000, 100)) {
      for (int i = 0; i < 20; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
  }
}
