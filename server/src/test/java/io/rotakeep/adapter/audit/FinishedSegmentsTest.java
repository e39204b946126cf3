package io.rotakeep.adapter.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.audit.AuditReport.SegmentSeen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of which segments keys are given away: of none that a daemon writes. */
final class FinishedSegmentsTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  @Test
  void areThoseThatEndedWithTags() throws IOException {
    bed.unsealedRun("tagged");
    bed.sealedRun("without");
    bed.sealed = false;

    AuditReport report = bed.verifyTags(bed.file);

    assertThat(FinishedSegments.of(report, Set.of())).isEqualTo(List.of(ids(report).getFirst()));
  }

  @Test
  void areThoseOfKilledProcessesThatATaggedOneComesAfter() throws IOException {
    bed.crashAfter("killed");
    bed.sealedRun("without");
    bed.unsealedRun("tagged");

    AuditReport report = bed.verifyTags(bed.file);

    List<String> ids = ids(report);
    assertThat(FinishedSegments.of(report, Set.of()))
        .containsExactly(ids.getFirst(), ids.getLast());
    assertThat(FinishedSegments.of(report, Set.of(ids.getFirst())))
        .as("what may be written")
        .containsExactly(ids.getLast());
  }

  @Test
  void areNoneThatAFileWithoutTagsSaysHasEnded() throws IOException {
    try (FileAuditDevice _ = bed.open()) {
      String live = ids(bed.verifyTags(bed.file)).getFirst();
      Path made =
          made(
              "b{\"segment\":\"" + live + "\"",
              "h{\"segment\":\"" + live + "\",\"action\":\"AUDIT_ENDED\"");

      AuditReport report = bed.verifyTags(made);

      assertThat(report.breaks()).isEmpty();
      assertThat(FinishedSegments.of(report, Set.of())).isEmpty();
    }
  }

  @Test
  void areNoneThatAFileWithoutTagsGoesOnFrom() throws IOException {
    try (FileAuditDevice _ = bed.open()) {
      Head live = bed.headBefore(0);
      String nothing = Chain.text(Chain.sha256().digest());
      Path made =
          made(
              "b{\"segment\":\"0123456789abcdef.1\",\"follows\":\"%s\",".formatted(live.segment())
                  + "\"last\":\"%s\",\"tail\":\"%s\"".formatted(live.hash(), nothing));

      AuditReport report = bed.verifyTags(bed.file, made);

      assertThat(report.breaks()).isEmpty();
      assertThat(FinishedSegments.of(report, Set.of())).isEmpty();
    }
  }

  @Test
  void areThoseThatEndedWhereFilesAreBroken() throws IOException {
    bed.unsealedRun("ended");
    bed.crashAfter("killed");
    bed.unsealedRun("last");
    Files.writeString(bed.file, "not ours\n", StandardOpenOption.APPEND);

    AuditReport report = bed.verifyTags(bed.file);

    List<String> ids = ids(report);
    assertThat(report.holds()).isFalse();
    assertThat(FinishedSegments.of(report, Set.of()))
        .containsExactly(ids.getFirst(), ids.getLast());
  }

  private static List<String> ids(AuditReport report) {
    return report.segments().stream().map(SegmentSeen::id).toList();
  }

  private Path made(String... lines) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(US_ASCII);
    return Files.write(directory.resolve("made"), ForgedTrail.of(text));
  }
}
