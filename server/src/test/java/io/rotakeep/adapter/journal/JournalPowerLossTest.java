package io.rotakeep.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.WitnessReading;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Power goes at any operation of the journal or its witness, several times in a row. */
class JournalPowerLossTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int SEGMENT_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;
  private static final int RUNS = Integer.getInteger("rotakeep.test.powerLossRuns", 300);

  /** What the log was asked to keep, and what it answered. */
  private static final class Ledger {
    private final Map<Long, byte[]> asked = new TreeMap<>();
    private final Map<Long, byte[]> acknowledged = new TreeMap<>();
    private long mayBeGone;
  }

  @Test
  void keepsEveryAcknowledgedFrame() {
    long base = Long.getLong("rotakeep.test.seed", new Random().nextLong());
    for (int run = 0; run < RUNS; run++) {
      long seed = base + run;
      try {
        crashRepeatedly(new Random(seed));
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + " (-Drotakeep.test.seed=" + seed + ")", e);
      }
    }
  }

  private static void crashRepeatedly(Random random) {
    SimulatedDisk journal = new SimulatedDisk();
    SimulatedDisk witness = new SimulatedDisk();
    Ledger ledger = new Ledger();
    for (int life = 0; life < 4; life++) {
      live(journal, witness, ledger, random);
      journal = journal.losePower(random);
      witness = witness.losePower(random);
      inspect(journal, witness, ledger);
    }
  }

  /** Appends and trims until the power goes at an operation chosen beforehand. */
  private static void live(
      SimulatedDisk journal, SimulatedDisk witnessDisk, Ledger ledger, Random random) {
    int journalEnd = 1 + random.nextInt(250);
    int witnessEnd = random.nextInt(4) == 0 ? 1 + random.nextInt(60) : Integer.MAX_VALUE;
    journal.failing((_, count) -> count >= journalEnd);
    witnessDisk.failing((_, count) -> count >= witnessEnd);
    try (FileWitness witness = FileWitness.open(witnessDisk, "witness");
        FileWriteAheadLog log = open(journal, witness)) {
      while (true) {
        appendSome(log, ledger, random);
        if (random.nextInt(20) == 0) {
          long through = random.nextLong(log.position().last() + 1);
          ledger.mayBeGone = Math.max(ledger.mayBeGone, through);
          log.trim(through);
        }
      }
    } catch (JournalUnavailableException powerLost) {
      assertThat(powerLost).hasMessageContaining("simulated failure");
    }
  }

  private static FileWriteAheadLog open(SimulatedDisk disk, FileWitness witness) {
    if (disk.names().stream().noneMatch(Segment::isName)) {
      return FileWriteAheadLog.create(disk, STORE, SEGMENT_BYTES, witness);
    }
    return FileWriteAheadLog.open(disk, STORE, SEGMENT_BYTES, witness);
  }

  private static void appendSome(FileWriteAheadLog log, Ledger ledger, Random random) {
    for (int lazy = random.nextInt(3); lazy > 0; lazy--) {
      byte[] frame = frame(random);
      ledger.asked.put(log.position().last() + 1, frame);
      log.append(frame);
    }
    byte[] frame = frame(random);
    long expected = log.position().last() + 1;
    ledger.asked.put(expected, frame);
    long sequence = log.appendDurably(frame);
    assertThat(sequence).isEqualTo(expected);
    for (long upTo = sequence; upTo > 0 && !ledger.acknowledged.containsKey(upTo); upTo--) {
      ledger.acknowledged.put(upTo, ledger.asked.get(upTo));
    }
  }

  private static byte[] frame(Random random) {
    byte[] frame = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 1_500)];
    random.nextBytes(frame);
    return frame;
  }

  private static void inspect(SimulatedDisk journal, SimulatedDisk witnessDisk, Ledger ledger) {
    SimulatedDisk copy = journal.copy();
    if (copy.names().stream().noneMatch(Segment::isName)) {
      assertThat(ledger.acknowledged).isEmpty();
      return;
    }
    Map<Long, byte[]> replayed = new LinkedHashMap<>();
    try (FileWitness witness = FileWitness.open(witnessDisk.copy(), "witness");
        FileWriteAheadLog log = open(copy, witness)) {
      assertThat(log.position().last()).isGreaterThanOrEqualTo(floor(witness));
      assertThat(log.position().departs()).isFalse();
      log.replay(0, replayed::put);
      assertThat(log.position().firstRetained()).isLessThanOrEqualTo(ledger.mayBeGone + 1);
    }
    ledger.acknowledged.forEach(
        (sequence, frame) -> {
          if (sequence > ledger.mayBeGone) {
            assertThat(replayed.get(sequence)).as("frame %s", sequence).isEqualTo(frame);
          }
        });
    replayed.forEach(
        (sequence, frame) ->
            assertThat(Arrays.equals(frame, ledger.asked.get(sequence)))
                .as("frame %s is what was asked for", sequence)
                .isTrue());
    ledger.acknowledged.putAll(replayed);
    ledger.asked.keySet().removeIf(sequence -> !replayed.containsKey(sequence));
  }

  private static long floor(FileWitness witness) {
    return witness.read() instanceof WitnessReading.At at ? at.point().sequence() : 0;
  }

  @Test
  void doesNotBelieveBytesThatAFailedForceLeftInMemory() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    FileWitness witness = FileWitness.open(new SimulatedDisk(), "witness");
    try (FileWriteAheadLog log = FileWriteAheadLog.create(disk, STORE, SEGMENT_BYTES, witness)) {
      log.appendDurably(new byte[] {1});
      disk.failing((operation, _) -> operation == SimulatedDisk.Operation.FORCE);
      try {
        log.appendDurably(new byte[] {2});
      } catch (JournalUnavailableException expected) {
        disk.healed();
      }
    }

    try (FileWriteAheadLog next = FileWriteAheadLog.open(disk, STORE, SEGMENT_BYTES, witness)) {
      assertThat(next.position().last()).isEqualTo(2);
    }

    SimulatedDisk afterwards = disk.losePower(new Random(1));
    assertThat(LogScan.scan(afterwards, STORE, ChainHash.genesis(STORE).at(1)).tail().last())
        .isEqualTo(2);
  }
}
