package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.audit.AuditReport.Break;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small trail that ended in order, damaged in every way there is. */
final class DamagedTrailTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));
  private byte[] whole = new byte[0];

  @BeforeEach
  void writeATrail() throws Exception {
    bed = new TrailBed(directory);
    try (FileAuditDevice device = bed.open()) {
      for (int i = 0; i < 4; i++) {
        String caller = "caller" + i;
        Thread.ofPlatform().start(() -> device.record(TrailBed.record(caller))).join();
      }
    }
    try (FileAuditDevice device = bed.open()) {
      device.record(TrailBed.record("later"));
    }
    whole = Files.readAllBytes(bed.file);
    assertThat(bed.verify(bed.file).holds()).isTrue();
    assertThat(bed.verify(bed.file).notices()).isEmpty();
    assertThat(bed.verifyTags(bed.file).checkedTags()).isEqualTo(9);
  }

  @Test
  void noticesEveryChangedByteAtItsLineOrTheNextOfItsChain() throws IOException {
    int missed = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % Byte.SIZE);
      missed += noticed(changed) ? 0 : 1;
    }
    assertThat(missed).as("changes that went unnoticed").isZero();
  }

  @Test
  void noticesEveryMissingAndEveryInsertedByte() throws IOException {
    for (int at = 0; at < whole.length; at++) {
      byte[] missing = new byte[whole.length - 1];
      System.arraycopy(whole, 0, missing, 0, at);
      System.arraycopy(whole, at + 1, missing, at, missing.length - at);
      assertThat(noticed(missing)).as("without byte %d", at).isTrue();
      byte[] more = new byte[whole.length + 1];
      System.arraycopy(whole, 0, more, 0, at);
      System.arraycopy(whole, at, more, at + 1, whole.length - at);
      more[at] = ' ';
      assertThat(noticed(more)).as("a blank at byte %d", at).isTrue();
      more[at] = '\r';
      assertThat(noticed(more)).as("a carriage return at byte %d", at).isTrue();
    }
  }

  @Test
  void noticesEveryCut() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      boolean endsInOrder = length == endOfFirstRun();
      assertThat(noticed(cut)).as("cut at %d", length).isEqualTo(!endsInOrder);
      assertThat(withHead(cut)).as("cut at %d, with the head", length).isTrue();
    }
  }

  @Test
  void noticesEveryLineTakenOutDoubledOrMoved() throws IOException {
    List<String> lines = Files.readAllLines(bed.file);
    for (int i = 0; i < lines.size(); i++) {
      List<String> without = new ArrayList<>(lines);
      String line = without.remove(i);
      assertThat(noticed(without) || withHead(bytes(without))).as("without line %d", i).isTrue();
      for (int j = 0; j <= without.size(); j++) {
        List<String> doubled = new ArrayList<>(lines);
        doubled.add(j, line);
        assertThat(noticed(doubled)).as("line %d again at %d", i, j).isTrue();
        List<String> moved = new ArrayList<>(without);
        moved.add(j, line);
        if (j != i) {
          assertThat(noticed(moved)).as("line %d moved to %d", i, j).isTrue();
        }
      }
    }
  }

  @Test
  void noticesTwoLinesThatChangedPlaces() throws IOException {
    List<String> lines = Files.readAllLines(bed.file);
    for (int i = 0; i < lines.size(); i++) {
      for (int j = i + 1; j < lines.size(); j++) {
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, i, j);
        assertThat(noticed(swapped)).as("lines %d and %d swapped", i, j).isTrue();
      }
    }
  }

  @Test
  void noticesAThousandRandomEdits() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      byte[] edited = whole.clone();
      int from = random.nextInt(whole.length);
      int length = 1 + random.nextInt(Math.min(64, whole.length - from));
      byte[] other = new byte[length];
      do {
        random.nextBytes(other);
      } while (Arrays.equals(edited, from, from + length, other, 0, length));
      System.arraycopy(other, 0, edited, from, length);
      assertThat(noticed(edited)).as("seed %d, edit %d", seed, i).isTrue();
    }
    System.out.println("1000 of 1000 random edits noticed, seed " + seed);
  }

  @Test
  void namesTheFirstBrokenRecord() throws IOException {
    String changed =
        Files.readString(bed.file).replace("\"caller\":\"caller3\"", "\"caller\":\"caller9\"");
    Files.writeString(bed.file, changed);

    List<Break> breaks = bed.verify(bed.file).breaks();

    assertThat(breaks).hasSize(1);
    assertThat(breaks.getFirst().line()).isEqualTo(5);
    assertThat(breaks.getFirst().what()).contains("does not have the hash");
  }

  /** There nothing but a head shows that more came. */
  private int endOfFirstRun() {
    String text = new String(whole, StandardCharsets.US_ASCII);
    return text.indexOf('\n', text.indexOf("AUDIT_ENDED")) + 1;
  }

  private boolean noticed(List<String> lines) throws IOException {
    return noticed(bytes(lines));
  }

  private boolean noticed(byte[] content) throws IOException {
    AuditReport report = verified(content);
    return !report.holds() || !report.notices().isEmpty();
  }

  private boolean withHead(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("damaged"), content);
    String head = bed.heads.getLast().replaceAll(".*\"hash\":\"([^\"]*)\"}", "$1");
    return !new AuditVerifier(SegmentKeys.NONE, List.of(head)).verify(List.of(file)).holds();
  }

  private AuditReport verified(byte[] content) throws IOException {
    return bed.verify(Files.write(directory.resolve("damaged"), content));
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
