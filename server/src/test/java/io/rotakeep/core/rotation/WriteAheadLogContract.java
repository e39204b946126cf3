package io.rotakeep.core.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link WriteAheadLog} keeps to, run on the fake and on the real one. */
public abstract class WriteAheadLogContract {
  protected static final UUID STORE = UUID.fromString("7c1b2d5e-0a43-4f43-9c39-3a3c38b0d1aa");

  protected final MemoryWitness witness = new MemoryWitness();
  private final List<WriteAheadLog> opened = new ArrayList<>();

  /** A new log, or the one left by the last call, closed or not. */
  protected abstract WriteAheadLog open();

  /** Ends the log as a killed process would. */
  protected abstract void kill(WriteAheadLog log);

  @AfterEach
  void closeAll() {
    opened.forEach(WriteAheadLog::close);
  }

  @Test
  void countsFramesFromOneWithoutGaps() {
    WriteAheadLog log = opened();

    List<Long> sequences =
        List.of(
            log.appendDurably(bytes("a")), log.append(bytes("b")), log.appendDurably(bytes("c")));

    assertThat(sequences).containsExactly(1L, 2L, 3L);
    assertThat(log.position().last()).isEqualTo(3);
    assertThat(log.position().firstRetained()).isEqualTo(1);
    assertThat(log.position().storeId()).isEqualTo(STORE);
  }

  @Test
  void isEmptyWhenNew() {
    WriteAheadLog log = opened();

    WalPosition position = log.position();

    assertThat(position.last()).isZero();
    assertThat(position.firstRetained()).isEqualTo(1);
    assertThat(position.trimmedThrough()).isZero();
    assertThat(witness.seen()).isZero();
  }

  @Test
  void replaysOldestFirstWhatComesAfterASequence() {
    WriteAheadLog first = opened();
    LongStream.rangeClosed(1, 5).forEach(n -> first.appendDurably(bytes("frame " + n)));
    kill(first);

    Map<Long, String> replayed = replay(opened(), 2);

    assertThat(replayed)
        .containsExactly(
            Map.entry(3L, "frame 3"), Map.entry(4L, "frame 4"), Map.entry(5L, "frame 5"));
  }

  @Test
  void goesOnCountingAfterBeingKilled() {
    WriteAheadLog first = opened();
    first.appendDurably(bytes("a"));
    kill(first);

    WriteAheadLog second = opened();

    assertThat(second.position().last()).isEqualTo(1);
    assertThat(second.appendDurably(bytes("b"))).isEqualTo(2);
  }

  @Test
  void makesEarlierFramesDurableWithADurableOne() {
    WriteAheadLog first = opened();
    first.append(bytes("lazy"));
    first.appendDurably(bytes("durable"));
    kill(first);

    Map<Long, String> replayed = replay(opened(), 0);

    assertThat(replayed.values()).containsExactly("lazy", "durable");
  }

  @Test
  void makesEverythingDurableWhenClosed() {
    WriteAheadLog first = opened();
    first.append(bytes("lazy"));
    first.close();

    Map<Long, String> replayed = replay(opened(), 0);

    assertThat(replayed.values()).containsExactly("lazy");
  }

  @Test
  void keepsTheBytesAsTheyWereWhenAppended() {
    WriteAheadLog first = opened();
    byte[] reused = bytes("before");
    first.append(reused);
    reused[0] = 'X';
    first.close();

    Map<Long, String> replayed = replay(opened(), 0);

    assertThat(replayed.values()).containsExactly("before");
  }

  @Test
  void advancesTheWitnessBeforeItAnswers() {
    WriteAheadLog log = opened();
    log.append(bytes("a"));

    long sequence = log.appendDurably(bytes("b"));

    assertThat(witness.seen()).isEqualTo(sequence);
  }

  @Test
  void isTheJournalThatItsWitnessHasSeen() {
    WriteAheadLog first = opened();
    first.appendDurably(bytes("a"));
    kill(first);

    WriteAheadLog second = opened();

    assertThat(second.position().departs()).isFalse();
    second.appendDurably(bytes("b"));
    kill(second);
    assertThat(opened().position().departs()).isFalse();
  }

  @Test
  void departsFromTheWitnessOfACopyThatWentOn() {
    WriteAheadLog first = opened();
    first.appendDurably(bytes("a"));
    first.appendDurably(bytes("b"));
    kill(first);
    witness.set(new WitnessReading.At(STORE, new JournalPoint(1, "another".repeat(8))));

    WriteAheadLog second = opened();

    assertThat(second.position().departs()).isTrue();
    second.appendDurably(bytes("c"));
    assertThat(second.position().departs()).as("the witness follows").isFalse();
    kill(second);
    assertThat(opened().position().departs()).isFalse();
  }

  @Test
  void endsWhenTheWitnessRefuses() {
    WriteAheadLog log = opened();
    log.appendDurably(bytes("a"));
    witness.refuseToAdvance();

    assertThatThrownBy(() -> log.appendDurably(bytes("b")))
        .isInstanceOf(JournalUnavailableException.class);
  }

  @Test
  void replaysWhatIsDurableWhileOthersAppend() throws InterruptedException {
    WriteAheadLog log = opened();
    byte[] large = new byte[9_000];
    log.append(bytes("queued"));
    LongStream.rangeClosed(1, 20).forEach(_ -> log.appendDurably(large));
    long durable = log.appendDurably(bytes("note"));
    var stop = new AtomicBoolean();
    Thread others =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    log.appendDurably(large);
                  }
                });

    Map<Long, String> replayed = replay(log, 0);
    stop.set(true);
    others.join();

    assertThat(replayed).containsEntry(1L, "queued").containsEntry(durable, "note");
    assertThat(replayed.keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, replayed.size()).boxed().toList());
  }

  @Test
  void refusesEverythingOnceClosed() {
    WriteAheadLog log = opened();
    log.close();
    log.close();

    assertThatThrownBy(() -> log.append(bytes("a")))
        .isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(() -> log.appendDurably(bytes("a")))
        .isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(() -> log.trim(1)).isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(() -> log.replay(0, (_, _) -> {}))
        .isInstanceOf(JournalUnavailableException.class);
  }

  @Test
  void refusesFramesThatAreEmptyOrTooLong() {
    WriteAheadLog log = opened();

    assertThatThrownBy(() -> log.append(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.append(new byte[(1 << 20) + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log.position().last()).isZero();
  }

  @Test
  void forgetsNoMoreThanIsAllowed() {
    WriteAheadLog first = opened();
    byte[] large = new byte[20_000];
    LongStream.rangeClosed(1, 40).forEach(_ -> first.appendDurably(large));

    first.trim(30);

    assertThat(first.position().firstRetained()).isBetween(2L, 31L);
    assertThat(first.position().trimmedThrough()).isEqualTo(30);
    long retained = first.position().firstRetained();
    kill(first);
    assertThat(replay(opened(), 0).keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(retained, 40).boxed().toList());
  }

  /** One at the place where the oldest of them begins is still known. */
  @Test
  void departsFromAWitnessOlderThanAllThatItHas() {
    WriteAheadLog first = opened();
    WitnessReading oldest = witness.read();
    byte[] large = new byte[20_000];
    Map<Long, WitnessReading> readings = new HashMap<>();
    for (int n = 0; n < 40; n++) {
      readings.put(first.appendDurably(large), witness.read());
    }
    first.trim(30);
    long retained = first.position().firstRetained();
    kill(first);

    witness.set(readings.getOrDefault(retained - 1, oldest));
    WriteAheadLog second = opened();
    assertThat(second.position().departs()).isFalse();
    kill(second);
    witness.set(readings.getOrDefault(retained - 2, oldest));
    WriteAheadLog third = opened();

    assertThat(third.position().departs()).isTrue();
    assertThat(third.position().firstRetained()).isEqualTo(retained);
  }

  /** To have seen nothing yet is a reading as well, other than none. */
  @Test
  void departsFromAWitnessOfItsBeginningOnceThatIsForgotten() {
    WriteAheadLog first = opened();
    WitnessReading beginning = witness.read();
    byte[] large = new byte[20_000];
    LongStream.rangeClosed(1, 40).forEach(_ -> first.appendDurably(large));
    kill(first);
    witness.set(beginning);
    WriteAheadLog second = opened();
    assertThat(second.position().departs()).as("it is still known").isFalse();
    second.trim(30);
    kill(second);

    WriteAheadLog third = opened();
    assertThat(third.position().departs()).isTrue();

    kill(third);
    witness.set(new WitnessReading.Missing());
    assertThat(opened().position().departs()).as("nothing to depart from").isFalse();
  }

  @Test
  void goesOnCountingWhenAllMayBeForgotten() {
    WriteAheadLog first = opened();
    LongStream.rangeClosed(1, 9).forEach(_ -> first.appendDurably(bytes("x")));

    first.trim(Long.MAX_VALUE);
    kill(first);

    assertThat(opened().appendDurably(bytes("y"))).isEqualTo(10);
  }

  @Test
  void numbersTheFramesOfManyWritersDensely() throws InterruptedException {
    WriteAheadLog log = opened();
    Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 16; writer++) {
        String name = "writer " + writer + " frame ";
        writers.execute(
            () -> {
              for (int n = 0; n < 50; n++) {
                acknowledged.put(log.appendDurably(bytes(name + n)), name + n);
              }
            });
      }
    }
    kill(log);

    assertThat(acknowledged).hasSize(800);
    assertThat(replay(opened(), 0)).isEqualTo(acknowledged);
  }

  protected final WriteAheadLog opened() {
    WriteAheadLog log = open();
    opened.add(log);
    return log;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  protected static Map<Long, String> replay(WriteAheadLog log, long after) {
    Map<Long, String> frames = new LinkedHashMap<>();
    log.replay(after, (sequence, frame) -> frames.put(sequence, new String(frame, UTF_8)));
    return frames;
  }
}
