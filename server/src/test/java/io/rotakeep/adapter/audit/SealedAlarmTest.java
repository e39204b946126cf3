package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An alarm that a sealed process raised is known to the next ones, and forgiven to nobody. */
final class SealedAlarmTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() throws IOException {
    bed = new TrailBed(directory);
    bed.unsealedRun("first");
    bed.unsealedRun("second");
  }

  @Test
  void isRaisedOnceForALostHeadUntilTheUnsealing() throws IOException {
    Files.delete(bed.headFile());

    bed.sealedRun("third");
    bed.sealedRun("fourth");
    bed.sealedRun("fifth");
    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);

    bed.unsealedRun("sixth");
    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST, Sign.HEAD_LOST);

    bed.sealedRun("seventh");
    bed.unsealedRun("eighth");
    assertThat(bed.tamperings).hasSize(2);
  }

  @Test
  void isRaisedOnceForADeletedFileUntilTheUnsealing() throws IOException {
    Files.delete(bed.file);

    bed.sealedRun("third");
    bed.sealedRun("fourth");
    bed.sealedRun("fifth");
    assertThat(bed.signs()).containsExactly(Sign.DELETED);

    bed.unsealedRun("sixth");
    bed.sealedRun("seventh");
    bed.unsealedRun("eighth");
    assertThat(bed.signs()).containsExactly(Sign.DELETED, Sign.DELETED);
  }

  @Test
  void isRaisedOnceByTheProcessThatIsUnsealedItself() throws IOException {
    Files.delete(bed.headFile());

    bed.unsealedRun("third");
    bed.sealedRun("fourth");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  @Test
  void isRaisedOnceForAForgedHead() throws IOException {
    cutBackToTheLastBeginning();

    bed.sealedRun("third");
    bed.sealedRun("fourth");
    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);

    bed.unsealedRun("fifth");
    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED, Sign.HEAD_FORGED);
  }

  @Test
  void isFollowedFromFileToFile() throws IOException {
    Files.delete(bed.headFile());
    bed.sealed = true;
    for (int run = 0; run < 3; run++) {
      try (FileAuditDevice device = bed.open(2_000, 100)) {
        for (int i = 0; i < 30; i++) {
          device.recordDurably(TrailBed.record("n" + i));
        }
      }
    }

    assertThat(bed.files().length).isGreaterThan(3);
    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  /** It says what is broken, and not that the head is. */
  @Test
  void isWhatTheCommandFindsMeanwhile() throws IOException {
    Files.delete(bed.headFile());
    bed.sealedRun("third");
    bed.sealedRun("fourth");

    assertThat(verified().breaks())
        .singleElement()
        .satisfies(broken -> assertThat(broken.what()).contains("HEAD_LOST"));
  }

  @Test
  void leavesTheSignedHeadForTheCommandToMiss() throws IOException {
    Files.delete(bed.file);
    bed.sealedRun("third");
    bed.sealedRun("fourth");

    assertThat(verified().breaks())
        .singleElement()
        .satisfies(broken -> assertThat(broken.what()).contains("another place remembers"));
  }

  /** Hashes can be counted without a key, so an alarm can be written by whoever cut the trail. */
  @Test
  void isRaisedWithTheUnsealingThoughSomebodyWroteThatItWas() throws IOException {
    cutBackToTheLastBeginning();
    writeAnAlarm("HEAD_LOST");
    bed.sealedRun("third");
    assertThat(bed.signs()).as("nobody can say yet").isEmpty();
    assertThat(verified().breaks()).isNotEmpty();

    bed.unsealedRun("fourth");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  @Test
  void isRaisedWithTheUnsealingThoughTheSignedHeadIsGoneToo() throws IOException {
    cutBackToTheLastBeginning();
    writeAnAlarm("MADE_UP");
    byte[] kept = Files.readAllBytes(bed.headFile());
    Arrays.fill(kept, 0, 2 * HeadSlot.SIZE, HeadSlot.BLANK);
    Files.write(bed.headFile(), kept);

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  /** Nobody counts to where the signed head says that it is, while writers wait. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isRaisedWithTheUnsealingWhateverPlaceTheSignedHeadNames() throws IOException {
    cutBackToTheLastBeginning();
    writeAnAlarm("HEAD_LOST");
    moveTheSignedHeadAway();

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_LOST);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isWhatTheCommandTellsWhateverPlaceTheSignedHeadNames() throws IOException {
    bed.sealedRun("third");
    moveTheSignedHeadAway();

    assertThatThrownBy(this::verified).hasMessageContaining("forged");
  }

  /** An old alarm that was signed over does not make up for what was cut since. */
  @Test
  void doesNotStandForWhatCameAfterIt() throws IOException {
    Files.delete(bed.headFile());
    bed.sealedRun("third");
    bed.unsealedRun("fourth");
    bed.unsealedRun("fifth");
    bed.tamperings.clear();
    cutBackToTheLastBeginning();

    assertThatThrownBy(this::verified).hasMessageContaining("forged");
    bed.sealedRun("sixth");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  private void cutBackToTheLastBeginning() throws IOException {
    Head begun = bed.headBefore(0);
    for (int before = 1; begun.place() > 1; before++) {
      begun = bed.headBefore(before);
    }
    Files.write(bed.file, Arrays.copyOf(Files.readAllBytes(bed.file), (int) begun.end()));
    remember(begun);
  }

  /** A process's first line, as a daemon would have written it that raises an alarm. */
  private void writeAnAlarm(String because) throws IOException {
    Head last = bed.headBefore(0);
    byte[] line =
        ForgedTrail.of(
            ("b{\"time\":\"2026-11-29T00:00:00Z\",\"store\":\"%s\",\"segment\":\"%s\","
                    + "\"follows\":\"%s\",\"last\":\"%s\",\"because\":\"%s\"\n")
                .formatted(
                    TrailBed.STORE, "0123456789abcdef.1", last.segment(), last.hash(), because)
                .getBytes(StandardCharsets.US_ASCII));
    Files.write(bed.file, line, StandardOpenOption.APPEND);
    remember(bed.headBefore(0));
  }

  /** To a place that could be there in no file. */
  private void moveTheSignedHeadAway() throws IOException {
    byte[] kept = Files.readAllBytes(bed.headFile());
    Arrays.fill(kept, 0, 2 * HeadSlot.SIZE, HeadSlot.BLANK);
    Head far = new Head("0123456789abcdef.1", 1L << 56, Long.MAX_VALUE - 1, Long.MAX_VALUE, "hash");
    byte[] slot = new HeadSlot(bed.file.toString(), 1, far, "", "made up").bytes(Instant.EPOCH);
    System.arraycopy(slot, 0, kept, 0, slot.length);
    Files.write(bed.headFile(), kept);
  }

  private void remember(Head head) throws IOException {
    HeadFile file = new HeadFile(directory, bed.file, bed.keys());
    assertThat(file.read()).isNotNull();
    file.write(head, _ -> new byte[0], Instant.EPOCH);
  }

  private AuditReport verified() throws IOException {
    bed.sealed = false;
    List<String> heads = KeptHeads.of(directory, bed.file, bed.keys());
    return new AuditVerifier(SegmentKeys.of(bed.keys()), heads).verify(List.of(bed.files()));
  }
}
