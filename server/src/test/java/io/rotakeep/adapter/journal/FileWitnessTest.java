package io.rotakeep.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWitnessTest {
  private static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final UUID OTHER = UUID.fromString("99999999-2222-3333-4444-555555555555");
  private static final String NAME = "witness";

  @TempDir Path directory;

  @Test
  void isMissingAtFirst() {
    try (Witness witness = FileWitness.open(directory.resolve("new").resolve(NAME))) {
      assertThat(witness.read()).isEqualTo(new WitnessReading.Missing());
    }
    assertThat(directory.resolve("new").resolve(NAME)).doesNotExist();
  }

  @Test
  void remembersTheNewestSequence() {
    Path file = directory.resolve("new").resolve(NAME);
    try (Witness witness = FileWitness.open(file)) {
      for (long sequence = 0; sequence <= 5; sequence++) {
        witness.advance(STORE, point(sequence));
      }
      assertThat(witness.read()).isEqualTo(at(5));
    }

    try (Witness witness = FileWitness.open(file)) {
      assertThat(witness.read()).isEqualTo(at(5));
      witness.advance(STORE, point(5));
      witness.advance(STORE, point(100));
    }

    try (Witness witness = FileWitness.open(file)) {
      assertThat(witness.read()).isEqualTo(at(100));
    }
  }

  @Test
  void isLookedAtWithoutATrace() throws IOException {
    Path made = directory.resolve("made").resolve(NAME);
    try (Witness witness = FileWitness.open(made)) {
      witness.advance(STORE, point(3));
      assertThatThrownBy(() -> FileWitness.look(made))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("another process uses");
    }
    Path copied = Files.copy(made, directory.resolve(NAME));

    assertThat(FileWitness.look(made)).isEqualTo(at(3));
    assertThat(FileWitness.look(copied)).isEqualTo(at(3));
    assertThat(FileWitness.look(directory.resolve("none"))).isEqualTo(new WitnessReading.Missing());

    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("made", NAME);
    assertThat(copied).hasSameBinaryContentAs(made);
  }

  @Test
  void letsNobodyElseRead() throws IOException {
    Path file = directory.resolve("new").resolve(NAME);
    try (Witness witness = FileWitness.open(file)) {
      witness.advance(STORE, point(1));
    }

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(directory.resolve("new"))).isEqualTo("rwx------");
  }

  @Test
  void neverGoesBack() {
    try (Witness witness = FileWitness.open(directory.resolve(NAME))) {
      witness.advance(STORE, point(7));

      assertThatThrownBy(() -> witness.advance(STORE, point(6)))
          .isInstanceOf(JournalCorruptException.class)
          .hasMessageContaining("has seen frame 7")
          .hasMessageContaining("restore the newest");
      assertThat(witness.read()).isEqualTo(at(7));
    }
  }

  @Test
  void followsOneJournalOnly() {
    try (Witness witness = FileWitness.open(directory.resolve(NAME))) {
      witness.advance(STORE, point(7));

      assertThatThrownBy(() -> witness.advance(STORE, ChainHash.genesis(OTHER).at(7)))
          .isInstanceOf(JournalCorruptException.class)
          .hasMessageContaining("has seen frame 7");
      assertThat(witness.read()).isEqualTo(at(7));
    }
  }

  @Test
  void servesOneStoreOnly() {
    try (Witness witness = FileWitness.open(directory.resolve(NAME))) {
      witness.advance(STORE, point(7));

      assertThatThrownBy(() -> witness.advance(OTHER, point(8)))
          .isInstanceOf(JournalCorruptException.class)
          .hasMessageContaining("the witness of store " + STORE);
      assertThat(witness.read()).isEqualTo(at(7));
    }
  }

  @Test
  void refusesALink() throws IOException {
    Path target = Files.createFile(directory.resolve("target"));
    Files.createSymbolicLink(directory.resolve(NAME), target);

    assertThatThrownBy(() -> FileWitness.open(directory.resolve(NAME)))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void isUsedByOneAtATime() {
    try (Witness witness = FileWitness.open(directory.resolve(NAME))) {
      witness.advance(STORE, point(1));

      assertThatThrownBy(() -> FileWitness.open(directory.resolve(NAME)))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("is locked");
    }
  }

  @Test
  void isDamagedWhenItsLengthIsWrong() throws IOException {
    Path file = directory.resolve(NAME);
    try (Witness witness = FileWitness.open(file)) {
      witness.advance(STORE, point(1));
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, WitnessSlot.BYTES, 4096, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));

      try (Witness witness = FileWitness.open(file)) {
        assertThat(witness.read()).isInstanceOf(WitnessReading.Damaged.class);
        assertThatThrownBy(() -> witness.advance(STORE, point(2)))
            .isInstanceOf(JournalCorruptException.class)
            .hasMessageContaining("must be 8192 bytes long, and is " + length)
            .hasMessageContaining("move it away");
      }
      assertThat(Files.size(file)).isEqualTo(length);
    }
  }

  @Test
  void isDamagedWhenBothSlotsAre() {
    SimulatedDisk disk = advanced(1, 2);
    disk.bytes(NAME)[30] ^= 1;
    disk.bytes(NAME)[WitnessSlot.PAGE_BYTES + 30] ^= 1;

    assertThat(FileWitness.open(disk, NAME).read()).isInstanceOf(WitnessReading.Damaged.class);
  }

  /** Its checksum lay where the hash is now, so it looks damaged as well. */
  @Test
  void namesTheVersionOfAnEarlierProgramsWitness() {
    SimulatedDisk disk = advanced(1, 2);
    earlier(disk, 0);

    assertThat(FileWitness.open(disk.copy(), NAME).read()).isEqualTo(at(2));

    earlier(disk, WitnessSlot.PAGE_BYTES);
    assertThat(FileWitness.open(disk.copy(), NAME).read())
        .isEqualTo(new WitnessReading.Damaged("in both slots the format version is 1, not 2"));

    Arrays.fill(disk.bytes(NAME), WitnessSlot.PAGE_BYTES, disk.bytes(NAME).length, (byte) 0);
    assertThat(FileWitness.open(disk, NAME).read())
        .isEqualTo(
            new WitnessReading.Damaged(
                "in its first slot the format version is 1, not 2, in its second no witness"
                    + " stands"));
  }

  @Test
  void isDamagedWhenItsSlotsBelongToTwoStores() {
    SimulatedDisk disk = advanced(1, 2);
    byte[] other = new WitnessSlot.Valid(OTHER, point(9)).encode().array();
    System.arraycopy(other, 0, disk.bytes(NAME), 0, other.length);

    assertThat(FileWitness.open(disk, NAME).read())
        .isEqualTo(new WitnessReading.Damaged("its slots belong to two stores"));
  }

  @Test
  void survivesACrashAtAnyByteOfAnAdvance() {
    for (long newest = 1; newest <= 4; newest++) {
      SimulatedDisk before = advanced(longs(newest));
      SimulatedDisk after = advanced(longs(newest + 1));
      for (int written = 0; written < 2 * WitnessSlot.PAGE_BYTES; written++) {
        SimulatedDisk crashed = before.copy();
        System.arraycopy(after.bytes(NAME), 0, crashed.bytes(NAME), 0, written);

        assertThat(FileWitness.open(crashed, NAME).read()).isIn(at(newest), at(newest + 1));
      }
    }
  }

  @Test
  void goesOnAfterACrashThatDamagedASlot() {
    SimulatedDisk disk = advanced(1, 2, 3);
    disk.bytes(NAME)[30] ^= 1;

    Witness witness = FileWitness.open(disk, NAME);
    assertThat(witness.read()).isEqualTo(at(2));
    witness.advance(STORE, point(4));

    assertThat(FileWitness.open(disk, NAME).read()).isEqualTo(at(4));
  }

  @Test
  void isNeverHalfCreated() {
    for (int seed = 0; seed < 200; seed++) {
      int failAt = 1 + seed % 6;
      SimulatedDisk disk = new SimulatedDisk().failing((_, count) -> count >= failAt);

      assertThatThrownBy(() -> FileWitness.open(disk, NAME).advance(STORE, point(3)))
          .isInstanceOf(JournalUnavailableException.class);

      FileWitness witness = FileWitness.open(disk.losePower(new Random(seed)), NAME);
      assertThat(witness.read()).isIn(new WitnessReading.Missing(), at(3));
      witness.advance(STORE, point(4));
      assertThat(witness.read()).isEqualTo(at(4));
    }
  }

  @Test
  void isOverForGoodAfterAFailedForce() {
    SimulatedDisk disk = new SimulatedDisk();
    FileWitness witness = FileWitness.open(disk, NAME);
    witness.advance(STORE, point(1));
    disk.failing((operation, _) -> operation == SimulatedDisk.Operation.FORCE);
    assertThatThrownBy(() -> witness.advance(STORE, point(2)))
        .isInstanceOf(JournalUnavailableException.class);
    disk.healed();

    assertThatThrownBy(() -> witness.advance(STORE, point(3)))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("until the daemon is restarted");
    assertThat(witness.read()).isEqualTo(at(1));
  }

  private static SimulatedDisk advanced(long... sequences) {
    SimulatedDisk disk = new SimulatedDisk();
    FileWitness witness = FileWitness.open(disk, NAME);
    for (long sequence : sequences) {
      witness.advance(STORE, point(sequence));
    }
    return disk;
  }

  /** Magic, version, store id and sequence were as they are; the checksum came behind them. */
  private static void earlier(SimulatedDisk disk, int slot) {
    ByteBuffer page = ByteBuffer.wrap(disk.bytes(NAME)).slice(slot, WitnessSlot.PAGE_BYTES);
    page.putInt(8, 1);
    CRC32C crc = new CRC32C();
    crc.update(page.slice(0, 36));
    page.put(36, new byte[WitnessSlot.BYTES - 36]).putInt(36, (int) crc.getValue());
  }

  private static long[] longs(long upTo) {
    return LongStream.rangeClosed(1, upTo).toArray();
  }

  private static WitnessReading at(long sequence) {
    return new WitnessReading.At(STORE, point(sequence));
  }

  private static JournalPoint point(long sequence) {
    return ChainHash.genesis(STORE).at(sequence);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
