package io.rotakeep.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.adapter.journal.SimulatedDisk.Operation;
import io.rotakeep.core.rotation.DurablePart.Condition;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.MemoryWitness;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full or failing while the journal runs. */
class JournalFaultTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int SEGMENT_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;
  private static final byte[] SMALL = new byte[] {1, 2, 3};
  private static final byte[] LARGE = new byte[50_000];

  private final SimulatedDisk disk = new SimulatedDisk();
  private FileWriteAheadLog log = create();

  private FileWriteAheadLog create() {
    return FileWriteAheadLog.create(disk, STORE, SEGMENT_BYTES, new MemoryWitness());
  }

  @BeforeEach
  void waitForTheSpareSegment() {
    await().until(() -> log.position().room() >= SEGMENT_BYTES - SegmentHeader.PAGE_BYTES);
  }

  @AfterEach
  void close() {
    disk.healed();
    log.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"WRITE", "FORCE"})
  void isOverForGoodAfterAFailedWriteOrForce(Operation failing) {
    log.appendDurably(SMALL);
    disk.failing((operation, count) -> operation == failing && count <= 2);

    assertThatThrownBy(() -> log.appendDurably(SMALL))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("frame 2 may or may not have been written");

    disk.healed();
    assertThatThrownBy(() -> log.appendDurably(SMALL))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("stays closed until the daemon is restarted");
    assertThatThrownBy(() -> log.append(SMALL)).isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(() -> log.trim(1)).isInstanceOf(JournalUnavailableException.class);
    assertThat(log.position().last()).isEqualTo(2);
    assertThat(log.condition()).isInstanceOf(Condition.Ended.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"RENAME", "SYNC"})
  void isOverForGoodWhenASegmentCannotBegin(Operation failing) {
    log.appendDurably(LARGE);
    disk.failing((operation, _) -> operation == failing);

    assertThatThrownBy(() -> log.appendDurably(LARGE))
        .isInstanceOf(JournalUnavailableException.class);

    disk.healed();
    assertThatThrownBy(() -> log.appendDurably(SMALL))
        .isInstanceOf(JournalUnavailableException.class);
  }

  @Test
  void isOverForGoodWhenADeletionIsNotDurable() {
    for (int n = 0; n < 5; n++) {
      log.appendDurably(LARGE);
    }
    disk.failing((operation, _) -> operation == Operation.SYNC);

    assertThatThrownBy(() -> log.trim(3)).isInstanceOf(JournalUnavailableException.class);

    disk.healed();
    assertThatThrownBy(() -> log.trim(4)).isInstanceOf(JournalUnavailableException.class);
  }

  @Test
  void usesUpItsSpaceOnAFullDiskAndGoesOnWhenThereIsSpaceAgain() {
    disk.failing((operation, _) -> operation == Operation.CREATE);

    log.appendDurably(LARGE);
    log.appendDurably(LARGE);

    await().until(() -> log.position().room() < LARGE.length);
    await().untilAsserted(() -> assertThat(log.condition()).isInstanceOf(Condition.Strained.class));
    assertThatThrownBy(() -> log.appendDurably(LARGE))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("no space for the next journal segment");
    assertThat(log.condition()).isInstanceOf(Condition.Refusing.class);
    assertThat(log.appendDurably(SMALL)).as("what fits is kept").isEqualTo(3);
    disk.healed();
    await().until(() -> log.position().room() >= LARGE.length);
    assertThat(log.condition()).isEqualTo(new Condition.Sound());
    assertThat(log.appendDurably(LARGE)).isEqualTo(4);
  }

  @Test
  void leavesNoHalfPreparedSegmentOnAFullDisk() {
    disk.failing(
        (operation, _) ->
            operation == Operation.WRITE
                && Thread.currentThread().getName().equals("rotakeep-journal-space"));

    log.appendDurably(LARGE);
    log.appendDurably(LARGE);
    assertThatThrownBy(() -> log.appendDurably(LARGE))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(disk.names()).allMatch(Segment::isName);
  }

  @Test
  void tellsEveryoneWhoWaits() throws InterruptedException {
    disk.failing((operation, _) -> operation == Operation.FORCE);
    List<Throwable> told = new ArrayList<>();

    List<Thread> callers = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      log.appendDurably(SMALL);
                    } catch (JournalUnavailableException e) {
                      synchronized (told) {
                        told.add(e);
                      }
                    }
                  }));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(told).hasSize(20);
  }

  @Test
  void isNotCutShortByAnInterrupt() {
    Thread.currentThread().interrupt();

    long sequence = log.appendDurably(SMALL);

    assertThat(sequence).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void canBeBegunAgainAfterItsFirstBeginningFailedAnywhere() {
    for (int failAt = 1; failAt <= 10; failAt++) {
      int at = failAt;
      SimulatedDisk fresh = new SimulatedDisk().failing((_, count) -> count >= at);
      assertThatThrownBy(
              () -> FileWriteAheadLog.create(fresh, STORE, SEGMENT_BYTES, new MemoryWitness()))
          .isInstanceOf(JournalUnavailableException.class);
      if (fresh.healed().names().stream().noneMatch(Segment::isName)) {
        FileWriteAheadLog.create(fresh, STORE, SEGMENT_BYTES, new MemoryWitness()).close();
      }

      FileWriteAheadLog.open(fresh, STORE, SEGMENT_BYTES, new MemoryWitness()).close();
    }
  }
}
