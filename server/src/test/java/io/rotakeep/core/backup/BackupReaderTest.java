package io.rotakeep.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.rotation.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackupReaderTest {
  private static final UUID STORE = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");
  private static final int FLIPS = 2_000;

  private final byte[] whole = backup();

  @Test
  void readsWhatWasWritten() throws IOException {
    BackupContents contents = BackupContents.read(new ByteArrayInputStream(whole));

    assertThat(contents.header()).isEqualTo(new BackupHeader(STORE, "0.1.0", "a", Samples.NOW, 7));
    assertThat(contents.counts()).isEqualTo(new BackupCounts(2, 1, 1, 0, 9));
    assertThat(contents.connectionsByProvider()).isEqualTo(Map.of(Samples.PROVIDER.value(), 2L));
  }

  @Test
  void refusesOneThatWasCutAtAnyByte() {
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void refusesOneInWhichAnyBitIsFlipped() {
    long seed = System.nanoTime();
    var chance = new Random(seed);
    for (int flip = 0; flip < FLIPS; flip++) {
      byte[] flipped = whole.clone();
      int at = chance.nextInt(whole.length);
      flipped[at] ^= (byte) (1 << chance.nextInt(8));

      assertThat(read(flipped)).as("seed %d, byte %d", seed, at).isFalse();
    }
  }

  @Test
  void refusesOneWithMoreBehindItsEnd() {
    refused(Arrays.copyOf(whole, whole.length + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 30, Integer.MAX_VALUE, -1, 0, Framing.LONGEST + 1})
  void takesNoMemoryForALengthThatIsOnlyClaimed(int length) {
    byte[] hostile =
        ByteBuffer.allocate(Framing.PREAMBLE + Framing.HEAD)
            .putLong(Framing.MAGIC)
            .putInt(Framing.VERSION)
            .put(Framing.HEADER)
            .putInt(length)
            .array();

    assertThatExceptionOfType(BackupRefusedException.class)
        .isThrownBy(() -> BackupContents.read(new ByteArrayInputStream(hostile)))
        .withMessageContaining("says that it has " + length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 255, -1})
  void namesAFormatThatItDoesNotRead(int version) {
    ByteBuffer.wrap(whole).putInt(Long.BYTES, version);

    assertThatExceptionOfType(BackupRefusedException.class)
        .isThrownBy(() -> BackupContents.read(new ByteArrayInputStream(whole)))
        .withMessageContaining("has format version " + version + ", this program reads 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RKJOURNL, as it were", "PK\u0003\u0004 ../../etc/passwd", "-- H2"})
  void refusesAnotherFile(String content) {
    refused(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesPartsThatAreMissingOrInAnotherOrder() {
    refused(written(BackupReaderTest::header, out -> out.end(counts())));
    refused(written(out -> out.seal(new byte[] {1}), BackupReaderTest::header));
    refused(written(BackupReaderTest::header, BackupReaderTest::header));
    refused(written(BackupReaderTest::begin, BackupReaderTest::ancestor, BackupReaderTest::row));
    refused(written(BackupReaderTest::begin, out -> out.end(counts()), out -> out.end(counts())));
    refused(written(BackupReaderTest::begin, BackupReaderTest::row));
  }

  @Test
  void refusesASegmentThatIsLongerThanAny() {
    refused(
        written(
            BackupReaderTest::begin,
            out -> out.segment(Framing.LONGEST_SEGMENT + 1, ByteBuffer.allocate(1)),
            out -> out.end(counts())));
    refused(
        written(
            BackupReaderTest::begin,
            out -> out.segment(10, ByteBuffer.allocate(11)),
            out -> out.end(counts())));
  }

  @Test
  void tellsWhoeverHasGoneFromADamage() {
    var out = new BackupWriter(_ -> false);

    assertThatExceptionOfType(BackupWriter.LeftException.class)
        .isThrownBy(() -> out.segment(1 << 20, ByteBuffer.allocate(1 << 17)));
  }

  private static boolean read(byte[] bytes) {
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      var _ = BackupContents.read(in);
      return true;
    } catch (BackupRefusedException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refused(byte[] bytes) {
    assertThat(read(bytes)).as("%d bytes", bytes.length).isFalse();
  }

  private interface Part {
    void write(BackupWriter out);
  }

  private static byte[] written(Part... parts) {
    var bytes = new ByteArrayOutputStream();
    var out =
        new BackupWriter(
            block -> {
              bytes.writeBytes(block);
              return true;
            });
    for (Part part : parts) {
      part.write(out);
    }
    return bytes.toByteArray();
  }

  private static byte[] backup() {
    return written(
        BackupReaderTest::begin,
        BackupReaderTest::row,
        out -> out.row(new Change.ConnectionWritten(Samples.active("acme/two"))),
        out -> out.row(new Change.HoldWritten(Samples.signed(Samples.quarantined("acme/two", 1)))),
        BackupWriter::sum,
        BackupReaderTest::ancestor,
        BackupWriter::sum,
        out -> out.segment(1 << 16, ByteBuffer.allocate(5_000)),
        BackupWriter::sum,
        out -> out.end(counts()));
  }

  private static BackupCounts counts() {
    return new BackupCounts(2, 1, 1, 0, 9);
  }

  private static void header(BackupWriter out) {
    out.header(new BackupHeader(STORE, "0.1.0", "a", Samples.NOW, 7));
  }

  private static void begin(BackupWriter out) {
    header(out);
    out.seal(new byte[] {1, 2, 3});
    out.sum();
  }

  private static void row(BackupWriter out) {
    out.row(new Change.ConnectionWritten(Samples.active("acme/one")));
  }

  private static void ancestor(BackupWriter out) {
    out.ancestor(
        new Ancestor(
            Samples.fingerprint("acme/one", 1),
            new ConnectionId("acme/one"),
            new Generation(1),
            true));
  }
}
