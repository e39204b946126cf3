package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start makes of what it finds, where only a kill can have left it, or no kill can. */
final class OpeningTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  /** As often as processes are killed between the first line and its head. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void missesNoHeadBeforeTheFirstWasRemembered(boolean sealed) throws IOException {
    bed.sealed = sealed;
    for (int start = 1; start <= 3; start++) {
      bed.open().close();
      leaveLines(start);
      Files.delete(bed.headFile());
      assertThat(Files.readString(bed.file).split("AUDIT_BEGUN", -1)).hasSize(1 + start);
    }
    Files.writeString(bed.file, "{\"time\":\"2026-03", StandardOpenOption.APPEND);
    bed.open().close();
    bed.open().close();

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verify(bed.file).breaks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void missesTheHeadOnceThereWasMore(int lines) throws IOException {
    try (FileAuditDevice device = bed.open()) {
      device.recordDurably(TrailBed.record("one"));
      device.keysAreThere();
    }
    leaveLines(lines);
    Files.delete(bed.headFile());

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  @Test
  void missesTheHeadOfAFirstLineThatFollowsAnother() throws IOException {
    bed.open().close();
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));
    bed.open().close();
    leaveLines(1);
    Files.delete(bed.headFile());

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  @Test
  void noticesWhatWasAddedBehindTheLastLineOfAFileThatWasRenamed() throws IOException {
    bed.unsealedRun("first");
    Path away = directory.resolve("audit.jsonl.1");
    Files.move(bed.file, away);
    Files.writeString(away, "{}\n", StandardOpenOption.APPEND);

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.CHANGED);
    assertThat(Files.readString(bed.file)).contains("\"because\":\"CHANGED\"");
  }

  /** By a process that was killed before it remembered a head of the next file. */
  @Test
  void noticesItThoughTheNextFileIsThere() throws IOException {
    bed.unsealedRun("first");
    byte[] kept = Files.readAllBytes(bed.headFile());
    Path away = directory.resolve("audit.jsonl.1");
    Files.move(bed.file, away);
    bed.sealedRun("second");
    Files.write(bed.headFile(), kept);
    Files.writeString(away, "{}\n", StandardOpenOption.APPEND);

    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.CHANGED);
    assertThat(bed.callers(bed.file)).containsExactly("second", "third");
  }

  /** A process began it by half, could not take it away, and ended. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 12, 36, 37, 60, 120, 180, 300, Integer.MAX_VALUE})
  void takesNoPartOfAFirstLineForAReplacement(int length) throws IOException {
    String line = firstLineBehindARenamedFile();
    Files.writeString(bed.file, line.substring(0, Math.min(length, line.length())));

    bed.unsealedRun("third");

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.callers(bed.file)).contains("third").doesNotContain("second");
    assertThat(bed.verifyTags(bed.files()).breaks()).isEmpty();
    assertThat(directory.toFile().list()).anyMatch(name -> name.contains(".aside-"));
  }

  @ParameterizedTest
  @CsvSource({
    "time,tide",
    "AUDIT_BEGUN,AUDIT_HEAD",
    "5e8e6b7a,5e8e6b7b",
    "follows\":\",follows\":\"f",
    "last\":\",last\":\"-"
  })
  void takesAFirstLineForOneThatFollowsAnother(String of, String instead) throws IOException {
    String line = firstLineBehindARenamedFile();
    Files.writeString(bed.file, line.replace(of, instead));

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.REPLACED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\n", "{}", "{\"time\":\"2026-03\n", "%s\nx", "%s%2000s"})
  void takesWhatIsMoreThanAFirstLineForOne(String form) throws IOException {
    String line = firstLineBehindARenamedFile();
    Files.writeString(bed.file, form.formatted(line.substring(0, 150), ""));

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.REPLACED);
  }

  /** It has no end; the head that is remembered is one of the renamed file's. */
  private String firstLineBehindARenamedFile() throws IOException {
    bed.unsealedRun("first");
    byte[] kept = Files.readAllBytes(bed.headFile());
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));
    bed.unsealedRun("second");
    Files.write(bed.headFile(), kept);
    return Files.readString(bed.file).lines().findFirst().orElseThrow();
  }

  /** So many from the beginning. */
  private void leaveLines(int count) throws IOException {
    StringBuilder left = new StringBuilder();
    Files.readAllLines(bed.file).stream()
        .limit(count)
        .forEach(line -> left.append(line).append('\n'));
    Files.writeString(bed.file, left);
  }
}
