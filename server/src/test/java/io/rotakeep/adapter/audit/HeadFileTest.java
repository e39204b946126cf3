package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one process reads of the remembered heads while another one writes them. */
final class HeadFileTest {
  @TempDir Path directory;

  /** The new one is written and the other blanked, each where the read just was not. */
  @Test
  void hasASignedHeadThoughARightReadIsInterruptedByAWrite() throws IOException {
    TrailBed bed = new TrailBed(directory);
    HeadFile writer = new HeadFile(directory, bed.file, bed.keys());
    writer.write(head(1), _ -> new byte[32], Instant.EPOCH);
    writer.write(head(2), _ -> new byte[32], Instant.EPOCH);
    HeadFile reader = new HeadFile(directory, bed.file, bed.keys());
    AtomicInteger reads = new AtomicInteger();

    Head newest =
        reader.read(
            () -> {
              byte[] read = Files.readAllBytes(bed.headFile());
              if (reads.getAndIncrement() == 0) {
                writer.write(head(3), _ -> new byte[32], Instant.EPOCH);
                byte[] rest = Files.readAllBytes(bed.headFile());
                System.arraycopy(
                    rest, HeadSlot.SIZE, read, HeadSlot.SIZE, rest.length - HeadSlot.SIZE);
              }
              return Arrays.copyOf(read, read.length);
            });

    assertThat(newest).isEqualTo(head(3));
    assertThat(reader.signed()).isEqualTo(head(3));
  }

  /** As one could be that lies far in a file of nothing. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesNotCountToAPlaceThatNoTrailReaches() throws IOException {
    TrailBed bed = new TrailBed(directory);
    HeadFile heads = new HeadFile(directory, bed.file, bed.keys());
    String segment = "0123456789abcdef.1";
    long place = 1L << 50;
    heads.write(
        new Head(segment, place, 1L << 60, 1L << 61, "hash"), _ -> new byte[32], Instant.EPOCH);

    assertThat(heads.read()).isNotNull();
    assertThat(heads.authenticity(new Tail.First(segment, place, true)))
        .isEqualTo(HeadFile.Authenticity.FORGED);
  }

  /** It could be made up without a key, and would stay the newest for ever. */
  @Test
  void takesNoHeadThatNoOtherCouldFollow() throws IOException {
    TrailBed bed = new TrailBed(directory);
    new HeadFile(directory, bed.file, bed.keys()).write(head(1), _ -> new byte[0], Instant.EPOCH);
    makeUp(bed, 0, new HeadSlot(bed.file.toString(), Long.MAX_VALUE, head(2), "", ""));

    assertThat(new HeadFile(directory, bed.file, bed.keys()).read()).isEqualTo(head(1));
  }

  /** So what is written behind it is found all the same, at this start and the next ones. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "0, 3", "1, 3", "2, 3"})
  void goesOnBehindAHeadThatSomebodyNumberedAsOneOfTheLast(int before, int place)
      throws IOException {
    TrailBed bed = new TrailBed(directory);
    heads(bed).write(head(1), _ -> new byte[0], Instant.EPOCH);
    String mac = place == 0 ? "made up" : "";
    makeUp(bed, place, new HeadSlot(bed.file.toString(), HeadSlot.LAST - before, head(2), "", mac));

    for (int i = 3; i < 12; i++) {
      int length = i == 6 || i == 7 ? Chain.HASH : 0;
      HeadFile heads = heads(bed);
      assertThat(heads.read()).isEqualTo(head(i - 1));
      heads.write(head(i), _ -> new byte[length], Instant.EPOCH);
      if (i % 2 == 0) {
        heads.write(head(i), _ -> new byte[length], Instant.EPOCH);
      }
    }

    HeadFile last = heads(bed);
    assertThat(last.read()).isEqualTo(head(11));
    assertThat(last.signed()).isEqualTo(head(7));
  }

  @Test
  void noticesACutBehindAHeadThatSomebodyNumberedAsOneOfTheLast() throws IOException {
    TrailBed bed = new TrailBed(directory);
    bed.sealedRun("first");
    Head newest = bed.headBefore(0);
    makeUp(bed, 3, new HeadSlot(bed.file.toString(), HeadSlot.LAST - 1, newest, "", ""));
    bed.sealedRun("second");
    assertThat(bed.tamperings).isEmpty();

    Files.write(bed.file, Arrays.copyOf(Files.readAllBytes(bed.file), (int) newest.end()));
    bed.sealedRun("third");

    assertThat(bed.signs()).containsExactly(Sign.CUT);
  }

  @Test
  void hasTheNewestHeadOnceThatCanBeWrittenThoughNothingIsRecordedAfterwards() throws IOException {
    TrailBed bed = new TrailBed(directory);
    try (FileAuditDevice device = bed.open()) {
      bed.takeHeadFileAway();
      device.recordDurably(TrailBed.record("one"));
      await().until(() -> bed.heads.getLast().contains(Segment.HEAD));

      bed.putHeadFileBack();

      await().untilAsserted(() -> assertThat(heads(bed).read()).isEqualTo(bed.headBefore(0)));
    }
  }

  private static void makeUp(TrailBed bed, int place, HeadSlot slot) throws IOException {
    try (FileChannel channel = FileChannel.open(bed.headFile(), StandardOpenOption.WRITE)) {
      var _ =
          channel.write(ByteBuffer.wrap(slot.bytes(Instant.EPOCH)), (long) place * HeadSlot.SIZE);
    }
  }

  private HeadFile heads(TrailBed bed) {
    return new HeadFile(directory, bed.file, bed.keys());
  }

  private static Head head(int place) {
    return new Head("0123456789abcdef.1", place, 400L * place, 400L * (place + 1), "hash" + place);
  }
}
