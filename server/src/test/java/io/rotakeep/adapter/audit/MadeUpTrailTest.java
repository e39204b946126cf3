package io.rotakeep.adapter.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trails of somebody who can count hashes: what they name costs little, and is not believed. */
@Timeout(60)
final class MadeUpTrailTest {
  private static final String RUN = "0123456789abcdef";

  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000", "9999999", "99999999999999999999", "0", "-1", "1e9", ""})
  void isRefusedIfItNamesANumberThatNoRunReaches(String number) throws IOException {
    Path file = made("b{\"segment\":\"" + RUN + "." + number + "\"");

    assertThat(bed.verifyTags(file).breaks())
        .singleElement()
        .satisfies(broken -> assertThat(broken.what()).contains("name that no daemon gives"));
  }

  /** Its tags would be checked with no key. */
  @Test
  void isRefusedIfItNamesNoRun() throws IOException {
    Path file = made("b{\"segment\":\"mine\"");

    assertThat(bed.verifyTags(file).holds()).isFalse();
    assertThat(bed.verify(file).holds()).isFalse();
  }

  /** A thousand such lines would each have us count. */
  @Test
  void isRefusedIfALaterSegmentBeginsWithinAFile() throws IOException {
    Path file =
        made(
            "b{\"segment\":\"" + RUN + ".1\"",
            "b{\"segment\":\"" + RUN + ".999999\",\"follows\":\"" + RUN + ".1\"");

    assertThat(bed.verifyTags(file).breaks())
        .singleElement()
        .returns(2L, AuditReport.Break::line)
        .satisfies(
            broken -> assertThat(broken.what()).contains("segment 999999 of a run within a file"));
  }

  @Test
  void saysOfAHundredStrayLinesWhereAndOfTheOthersHowMany() throws IOException {
    String[] lines = new String[1_002];
    lines[0] = "b{\"segment\":\"" + RUN + ".1\"";
    for (int i = 1; i < 1_001; i++) {
      lines[i] = "stray";
    }
    lines[1_001] = "h{\"segment\":\"" + RUN + ".1\"";

    AuditReport report = bed.verify(made(lines));

    assertThat(report.breaks()).isEmpty();
    assertThat(report.notices()).hasSize(100);
    // Beside the stray lines: that it has no end, and no tags.
    assertThat(report.moreNotices()).isEqualTo(902);
  }

  @Test
  void saysThatTagsWereNotCheckedForWantOfAKey() throws IOException {
    bed.open().close();
    SegmentKeys others = _ -> null;

    assertThat(new AuditVerifier(others, List.of()).verify(List.of(bed.file)).notices())
        .singleElement()
        .satisfies(notice -> assertThat(notice.what()).contains("tags were not checked"));
  }

  private Path made(String... lines) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(US_ASCII);
    return Files.write(directory.resolve("made"), ForgedTrail.of(text));
  }
}
