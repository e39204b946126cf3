package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a trail whose end needs no key, since its process was not unsealed yet. */
final class SignedHeadTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() throws IOException {
    bed = new TrailBed(directory);
    bed.unsealedRun("first");
  }

  @Test
  void noticesATrailThatWasCutBackToBeforeTheUnsealing() throws IOException {
    bed.unsealedRun("second");
    cutBackToTheLastBeginning();

    assertThatThrownBy(this::verified).isInstanceOf(IOException.class);
    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
    assertThat(Files.readString(bed.file)).contains("\"because\":\"HEAD_FORGED\"");
  }

  @Test
  void noticesItThoughTheSignedHeadIsGone() throws IOException {
    bed.unsealedRun("second");
    cutBackToTheLastBeginning();
    blankSlots(0, 1);

    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  @Test
  void noticesItThoughTheFilesBeforeAreAllThatHasTags() throws IOException {
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));
    bed.unsealedRun("second");
    cutBackToTheLastBeginning();
    blankSlots(0, 1);

    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  /** A made-up signature is one only until there are keys. */
  @Test
  void noticesASignedHeadThatWasMadeUpWithTheUnsealing() throws IOException {
    bed.unsealedRun("second");
    Head begun = beginning();
    cutBackTo(begun);
    heads().write(begun, _ -> new byte[32], Instant.EPOCH);

    bed.sealed = true;
    try (FileAuditDevice device = bed.open()) {
      assertThat(bed.signs()).as("nobody can say yet").isEmpty();
      bed.sealed = false;
      device.keysAreThere();
    }

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  /** So that nobody finds it ready to be put in the newest one's place. */
  @Test
  void leavesNoEarlierSignedHead() throws IOException {
    String kept = Files.readString(bed.headFile());
    long signed = Pattern.compile("\"mac\":\"[^\"]+\"").matcher(kept).results().count();

    assertThat(signed).isEqualTo(1);
  }

  @Test
  void noticesThatTheFileOfTheSignedHeadWasPutBesideACutOne() throws IOException {
    bed.unsealedRun("second");
    Files.copy(bed.file, directory.resolve("audit.jsonl.1"));
    cutBackToTheLastBeginning();

    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  @Test
  void isContentWithRunsThatWereNeverUnsealed() throws IOException {
    bed.sealedRun("second");
    bed.sealedRun("third");
    bed.unsealedRun("fourth");
    bed.sealedRun("fifth");

    assertThat(bed.tamperings).isEmpty();
    assertThat(verified().breaks()).isEmpty();
    assertThat(bed.callers(bed.file)).endsWith("second", "third", "fourth", "fourth", "fifth");
  }

  @Test
  void isContentWithATrailThatNeverHadKeys() throws IOException {
    TrailBed fresh = new TrailBed(Files.createDirectory(directory.resolve("fresh")));
    for (int i = 0; i < 3; i++) {
      fresh.sealed = true;
      fresh.open().close();
    }

    assertThat(fresh.tamperings).isEmpty();
  }

  /** Killed when the first line with a tag was written, and its head not remembered yet. */
  @Test
  void isContentWithTagsBehindTheNewestHead() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("fresh"));
    TrailBed fresh = new TrailBed(elsewhere);
    fresh.sealed = true;
    fresh.open().close();
    byte[] before;
    byte[] trail;
    try (FileAuditDevice device = fresh.open()) {
      before = Files.readAllBytes(fresh.headFile());
      fresh.sealed = false;
      device.keysAreThere();
      trail = Files.readAllBytes(fresh.file);
    }
    Files.write(fresh.headFile(), before);
    Files.write(fresh.file, trail);

    fresh.sealed = true;
    fresh.open().close();

    assertThat(fresh.tamperings).isEmpty();
  }

  /** The same, and the next process was never unsealed either. */
  @Test
  void isContentWithTagsOfARunWhoseSignedHeadWasNeverRemembered() throws IOException {
    TrailBed fresh = new TrailBed(Files.createDirectory(directory.resolve("fresh")));
    fresh.sealed = true;
    byte[] before;
    byte[] trail;
    try (FileAuditDevice device = fresh.open()) {
      before = Files.readAllBytes(fresh.headFile());
      fresh.sealed = false;
      device.keysAreThere();
      device.recordDurably(TrailBed.record("tagged"));
      trail = Files.readAllBytes(fresh.file);
    }
    Files.write(fresh.headFile(), before);
    Files.write(fresh.file, trail);

    fresh.sealedRun("second");
    fresh.sealedRun("third");
    fresh.unsealedRun("fourth");

    assertThat(fresh.tamperings).isEmpty();
  }

  @Test
  void goesOnFromFileToFileWhileSealed() throws IOException {
    bed.sealed = true;
    rotatingRun(100);
    rotatingRun(100);
    assertThat(bed.files().length).isGreaterThan(3);

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verify(bed.files()).breaks()).isEmpty();
  }

  @Test
  void keepsTheFileOfTheSignedHeadUntilItIsUnsealed() throws IOException {
    bed.sealed = true;
    rotatingRun(1);
    rotatingRun(1);
    assertThat(bed.files().length).isGreaterThan(3);

    bed.sealed = false;
    rotatingRun(1);

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.files()).hasSize(2);
  }

  private void rotatingRun(int keep) {
    try (FileAuditDevice device = bed.open(2_000, keep)) {
      for (int i = 0; i < 30; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
  }

  /** As it can be done with a pen and the hash that the line ends with. */
  private void cutBackToTheLastBeginning() throws IOException {
    Head begun = beginning();
    cutBackTo(begun);
    heads().write(begun, _ -> new byte[0], Instant.EPOCH);
  }

  /** Of the newest run: its first line has no tag. */
  private Head beginning() throws IOException {
    Head head = bed.headBefore(0);
    for (int before = 1; head.place() > 1; before++) {
      head = bed.headBefore(before);
    }
    return head;
  }

  private void cutBackTo(Head head) throws IOException {
    try (FileChannel channel = FileChannel.open(bed.file, StandardOpenOption.WRITE)) {
      channel.truncate(head.end());
    }
  }

  private HeadFile heads() throws IOException {
    HeadFile file = new HeadFile(directory, bed.file, bed.keys());
    assertThat(file.read()).isNotNull();
    return file;
  }

  private void blankSlots(int... slots) throws IOException {
    byte[] kept = Files.readAllBytes(bed.headFile());
    for (int slot : slots) {
      Arrays.fill(kept, slot * HeadSlot.SIZE, (slot + 1) * HeadSlot.SIZE, HeadSlot.BLANK);
    }
    Files.write(bed.headFile(), kept);
  }

  private AuditReport verified() throws IOException {
    bed.sealed = false;
    List<String> heads = KeptHeads.of(directory, bed.file, bed.keys());
    return new AuditVerifier(SegmentKeys.of(bed.keys()), heads).verify(List.of(bed.files()));
  }
}
