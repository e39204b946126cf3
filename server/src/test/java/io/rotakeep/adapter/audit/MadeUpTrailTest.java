package io.rotakeep.adapter.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;
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

  /** So that it would have neither a beginning nor an end. */
  @Test
  void isRefusedIfItFollowsItself() throws IOException {
    String segment = RUN + ".1";
    Path file = made("b{\"segment\":\"%s\",\"follows\":\"%s\"".formatted(segment, segment));

    assertThat(bed.verifyTags(file).breaks())
        .singleElement()
        .satisfies(broken -> assertThat(broken.what()).contains("follows another last line"));
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

  /** Its keys say that it had tags when they were given away. */
  @Test
  void isRefusedIfItLacksTheTagsThatItsKeysAreFor() throws IOException {
    bed.open().close();
    String segment = bed.verify(bed.file).segments().getFirst().id();

    AuditReport report = verify(exported(segment), ended(segment));

    assertThat(report.breaks())
        .singleElement()
        .returns(1L, AuditReport.Break::line)
        .satisfies(broken -> assertThat(broken.what()).contains("it had tags then"));
  }

  @Test
  void isRefusedIfItHasNotTheSegmentsThatTheKeysAreFor() throws IOException {
    bed.open().close();
    String segment = bed.verify(bed.file).segments().getFirst().id();

    AuditReport report = verify(exported(segment), ended(RUN + ".1"));

    assertThat(report.breaks())
        .singleElement()
        .returns(2L, AuditReport.Break::line)
        .satisfies(broken -> assertThat(broken.what()).contains(segment, "in none of the files"));
    assertThat(verify(exported(segment), bed.file).breaks()).isEmpty();
  }

  @Test
  void hasNoKeysOfASegmentThatNoRunNames() throws IOException {
    Path keys = Files.writeString(directory.resolve("keys"), "mine " + "A".repeat(42) + "A\n");

    assertThatThrownBy(() -> SegmentKeys.in(keys)).isInstanceOf(InvalidFieldException.class);
  }

  private Path ended(String segment) throws IOException {
    return made(
        "b{\"segment\":\"" + segment + "\"",
        "h{\"segment\":\"" + segment + "\",\"action\":\"AUDIT_ENDED\"");
  }

  private Path exported(String segment) throws IOException {
    try (SecretBytes keys = SegmentKeys.export(SegmentKeys.of(bed.keys()), List.of(segment))) {
      return Files.write(directory.resolve("keys"), keys.toByteArray());
    }
  }

  private static AuditReport verify(Path keys, Path file) throws IOException {
    return new AuditVerifier(SegmentKeys.in(keys), List.of()).verify(List.of(file));
  }

  private Path made(String... lines) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(US_ASCII);
    return Files.write(directory.resolve("made"), ForgedTrail.of(text));
  }
}
