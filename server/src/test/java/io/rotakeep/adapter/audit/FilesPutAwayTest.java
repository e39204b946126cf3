package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the files that were put away are kept, and under which names. */
final class FilesPutAwayTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  @Test
  void areDeletedThoughTheOldestOfThemCannotBe() throws Exception {
    record(20, 100);
    Path stuck = away().getFirst();
    Assumptions.assumeTrue(mayChange(stuck, "+i"), "only root can keep a file from its owner");
    try {
      record(20, 2);

      assertThat(away()).hasSize(3).first().isEqualTo(stuck);
      assertThat(bed.callers(bed.file)).endsWith("n19");
    } finally {
      assertThat(mayChange(stuck, "-i")).isTrue();
    }
  }

  @Test
  void areInTheirOrderThoughTheClockWasAhead() throws IOException {
    bed.ahead = Duration.ofDays(365);
    record(20, 100);
    List<Path> before = away();
    bed.ahead = Duration.ZERO;
    record(20, 100);
    List<Path> all = away();

    assertThat(all.subList(0, before.size())).isEqualTo(before);
    assertThat(all).hasSizeGreaterThan(before.size() + 2);
    record(20, 2);
    assertThat(away()).hasSize(2).doesNotContainAnyElementsOf(all);
    assertThat(bed.verify(bed.files()).breaks()).isEmpty();
  }

  /** As one without a battery does at each power failure. */
  @ParameterizedTest
  @ValueSource(ints = {26, 60})
  void areInTheirOrderThoughTheClockFellBackByYears(int years) throws IOException {
    record(20, 100);
    List<Path> before = away();
    bed.ahead = Duration.ofDays(-365L * years);

    record(20, 2);

    assertThat(away()).hasSize(2).doesNotContainAnyElementsOf(before);
    assertThat(bed.verify(bed.files()).breaks()).as("the one put away last is there").isEmpty();
    assertThat(bed.callers(bed.file)).endsWith("n19");
  }

  @Test
  void areDeletedThoughOneHasANameBehindAllOthers() throws IOException {
    Files.writeString(directory.resolve("audit.jsonl.99991231T235959.999Z"), "made up\n");

    record(40, 3);

    assertThat(away()).hasSize(3);
    assertThat(bed.callers(bed.file)).endsWith("n39");
  }

  @Test
  void areNeverTheOnePutAwayLastHoweverManyNamesAreMadeUp() throws IOException {
    for (String made : List.of("89991231T235959.998Z", "89991231T235959.999Z")) {
      Files.writeString(directory.resolve("audit.jsonl." + made), "made up\n");
    }

    record(40, 2);

    assertThat(away()).hasSize(3);
    assertThat(bed.callers(bed.file)).endsWith("n39");
  }

  @Test
  void areNotThoseWhoseNamesOnlyLookLikeTheirs() throws IOException {
    for (String other : List.of("20269999T999999.999Z", "20260101T000000.000Z.gz", "1")) {
      Files.writeString(directory.resolve("audit.jsonl." + other), "not ours\n");
    }

    record(20, 2);

    assertThat(bed.callers(bed.file)).endsWith("n19");
    assertThat(away()).hasSize(4);
  }

  private void record(int records, int keep) {
    try (FileAuditDevice device = bed.open(2_000, keep)) {
      for (int i = 0; i < records; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
  }

  /** By name. */
  private List<Path> away() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(name -> name.getFileName().toString().startsWith("audit.jsonl."))
          .sorted()
          .toList();
    }
  }

  private static boolean mayChange(Path file, String attribute)
      throws IOException, InterruptedException {
    return new ProcessBuilder("chattr", attribute, file.toString()).inheritIO().start().waitFor()
        == 0;
  }
}
