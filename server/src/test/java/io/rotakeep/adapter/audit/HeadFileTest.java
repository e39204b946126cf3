package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    HeadSlot last = new HeadSlot(bed.file.toString(), Long.MAX_VALUE, head(2), "", "");
    try (Stream<Path> files = Files.list(directory)) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().startsWith("audit-head"))
              .toList()
              .getFirst();
      Files.write(file, last.bytes(Instant.EPOCH), StandardOpenOption.WRITE);
    }

    assertThat(new HeadFile(directory, bed.file, bed.keys()).read()).isEqualTo(head(1));
  }

  private static Head head(int place) {
    return new Head("0123456789abcdef.1", place, 400L * place, 400L * (place + 1), "hash" + place);
  }
}
