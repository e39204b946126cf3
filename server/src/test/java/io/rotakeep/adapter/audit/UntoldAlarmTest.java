package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.audit.AuditWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What becomes of an alarm whose process ended before an incident told of it. */
final class UntoldAlarmTest {
  private static final String SEGMENT = "0123456789abcdef.1";

  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
    bed.unsealedRun("first");
    bed.keepsIncidents = false;
  }

  /** Line and head have their tags: nothing else would show it at a start. */
  @Test
  void isRaisedAgainThoughTheProcessHadKeysAndWasSealed() throws IOException {
    AuditTampering found = deletedUnderAProcessThatWasSealedAgain();

    bed.sealedRun("third");
    bed.unsealedRun("fourth");

    assertThat(bed.tamperings).containsExactly(found, found);
  }

  /** As a head could have it that anybody wrote. */
  @Test
  void isRaisedAgainThoughItsSegmentIsNone() throws IOException {
    heads().write(new Head("made up", 1, 0, 1, "hash"), _ -> new byte[0], Instant.EPOCH);
    bed.sealedRun("second");
    AuditTampering found = bed.tamperings.getFirst();

    bed.sealedRun("third");

    assertThat(found.newest()).isEmpty();
    assertThat(bed.tamperings).startsWith(found, found);
  }

  @Test
  void isRaisedAgainUntilAnIncidentTellsOfIt() throws IOException {
    AuditTampering found = deletedUnderAProcessThatWasSealedAgain();
    bed.keepsIncidents = true;

    bed.unsealedRun("third");
    bed.sealedRun("fourth");
    bed.unsealedRun("fifth");

    assertThat(bed.tamperings).containsExactly(found);
    assertThat(Files.readString(bed.headFile())).doesNotContain("alarms");
  }

  /** The head that stands for the record of the incident can come before there is one. */
  @Test
  void isForgottenOnceAnIncidentTellsOfItThoughNothingIsRecordedAfterwards() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      Files.delete(bed.file);
      device.recordDurably(TrailBed.record("second"));
      await().until(() -> bed.heads.getLast().contains(Segment.HEAD));
      assertThat(Files.readString(bed.headFile())).contains("DELETED/");

      bed.untold.forEach(Runnable::run);

      await()
          .untilAsserted(
              () -> assertThat(Files.readString(bed.headFile())).doesNotContain("DELETED/"));
    }
  }

  @Test
  void isRememberedThoughThereIsNoFileToGoOnIn() throws IOException {
    try (FileAuditDevice device = bed.open()) {
      Assumptions.assumeTrue(
          TrailBed.mayChange(directory, "+a"), "only root can keep a file from its owner");
      try {
        Files.writeString(bed.file, "");
        assertThatThrownBy(() -> device.recordDurably(TrailBed.record("second")))
            .isInstanceOf(AuditUnavailableException.class);
        assertThat(Files.readString(bed.headFile())).contains("CUT/");
      } finally {
        var _ = TrailBed.mayChange(directory, "-a");
      }
    }
    assertThat(bed.signs()).containsExactly(Sign.CUT);
  }

  @Test
  void isForgottenOnceThatCanBeWrittenThoughNothingIsRecordedAfterwards() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(HeadFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger.addAppender(log);
    try (FileAuditDevice device = bed.open()) {
      Files.delete(bed.file);
      device.recordDurably(TrailBed.record("second"));
      await().until(() -> bed.heads.getLast().contains(Segment.HEAD));
      bed.takeHeadFileAway();
      bed.untold.forEach(Runnable::run);
      await().until(() -> !log.list.isEmpty());

      bed.putHeadFileBack();

      await()
          .untilAsserted(
              () -> assertThat(Files.readString(bed.headFile())).doesNotContain("DELETED/"));
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list).hasSize(1);
  }

  @Test
  void isRaisedAgainThoughTheHeadThatWasFoundForgedIsGone() throws IOException {
    Head newest = bed.headBefore(0);
    heads().write(newest, _ -> new byte[Chain.HASH], Instant.EPOCH);
    bed.unsealedRun("second");
    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
    AuditTampering found = bed.tamperings.getFirst();

    bed.unsealedRun("third");

    assertThat(bed.tamperings).containsExactly(found, found);
  }

  @Test
  void isRaisedAgainThoughTheProcessThatFoundItAtItsStartWasUnsealed() throws IOException {
    Files.delete(bed.file);
    bed.unsealedRun("second");
    assertThat(bed.signs()).containsExactly(Sign.DELETED);

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.DELETED, Sign.DELETED);
    assertThat(bed.tamperings.getFirst()).isEqualTo(bed.tamperings.getLast());
  }

  @Test
  void isTakenAwayByNobodyWhoHasNoKey() throws IOException {
    var _ = deletedUnderAProcessThatWasSealedAgain();
    byte[] kept = Files.readAllBytes(bed.headFile());
    for (int at = 0; at < kept.length; at += HeadSlot.SIZE) {
      HeadSlot slot =
          HeadSlot.read(
              bed.file.toString(), Arrays.copyOfRange(kept, at, at + HeadSlot.SIZE), HeadSlot.SIZE);
      if (slot != null) {
        byte[] without =
            new HeadSlot(slot.trail(), slot.sequence(), slot.head(), "", slot.mac())
                .bytes(Instant.EPOCH);
        System.arraycopy(without, 0, kept, at, HeadSlot.SIZE);
      }
    }
    Files.write(bed.headFile(), kept);

    bed.unsealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  @Test
  void isNothingThatCannotBeOne() {
    List<AuditTampering> told = new ArrayList<>();
    Alarms alarms = alarms(told);
    String time = Instant.EPOCH.toString();

    alarms.raiseAgain("");
    alarms.raiseAgain("  DELETED DELETED//" + " DELETED/now/" + SEGMENT);
    alarms.raiseAgain(
        "STOLEN/" + time + "/" + SEGMENT + " CUT/" + time + "/" + SEGMENT + "0000000");
    alarms.raiseAgain("CUT/" + time + "/" + SEGMENT + "/" + SEGMENT);
    assertThat(told).isEmpty();

    String word = "CUT/" + time + "/" + SEGMENT;
    alarms.raiseAgain(word + " " + word);
    assertThat(told).extracting(AuditTampering::sign).containsExactly(Sign.CUT);
    assertThat(alarms.remembered()).isEqualTo(word);
  }

  /** As a head could have it that anybody wrote: no incident could be dated so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1969-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z"
      })
  void isNothingOfATimeThatNoClockSays(String time) throws IOException {
    HeadFile forger = heads();
    forger.remember("CUT/" + time + "/" + SEGMENT);
    forger.write(new Head("made up", 1, 0, 1, "hash"), _ -> new byte[0], Instant.EPOCH);

    bed.sealedRun("second");
    bed.unsealedRun("third");

    assertThat(bed.tamperings)
        .isNotEmpty()
        .extracting(AuditTampering::newest)
        .doesNotContain(SEGMENT);
    assertThat(Files.readString(bed.headFile())).doesNotContain(time);
  }

  @Test
  void isAmongTheOldestThatHaveRoomBesideAHead() throws IOException {
    Alarms alarms = alarms(new ArrayList<>());
    for (int i = 0; i < 100; i++) {
      alarms.raise(
          Instant.ofEpochSecond(i, 123_456_789), Sign.HEAD_FORGED, "0123456789abcdef.999999");
    }
    HeadFile file = heads();
    file.remember(alarms.remembered());
    file.write(bed.headBefore(0), _ -> new byte[Chain.HASH], Instant.EPOCH);

    List<AuditTampering> told = new ArrayList<>();
    alarms(told).raiseAgain(heads().alarms());

    assertThat(told).hasSize(8);
    assertThat(told.getFirst().time()).isEqualTo(Instant.ofEpochSecond(0, 123_456_789));
  }

  private AuditTampering deletedUnderAProcessThatWasSealedAgain() throws IOException {
    bed.sealed = true;
    try (FileAuditDevice device = bed.open()) {
      bed.sealed = false;
      device.keysAreThere();
      bed.sealed = true;
      Files.delete(bed.file);
      device.recordDurably(TrailBed.record("second"));
    }
    assertThat(bed.signs()).containsExactly(Sign.DELETED);
    AuditTampering found = bed.tamperings.getFirst();
    bed.tamperings.clear();
    return found;
  }

  private HeadFile heads() throws IOException {
    HeadFile file = new HeadFile(directory, bed.file, bed.keys());
    assertThat(file.read()).isNotNull();
    return file;
  }

  private Alarms alarms(List<AuditTampering> told) {
    return new Alarms(
        bed.file,
        new AuditWatcher() {
          @Override
          public void head(String line) {}

          @Override
          public void tampered(AuditTampering found, Runnable kept) {
            told.add(found);
          }
        });
  }
}
