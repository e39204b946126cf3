package io.rotakeep.adapter.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSealStoreTest {
  private static final byte[] FIRST = "the first sealed keys".getBytes(US_ASCII);
  private static final byte[] SECOND = "the second, somewhat longer ones".getBytes(US_ASCII);
  private static final byte[] THIRD = "the third".getBytes(US_ASCII);

  @TempDir Path directory;

  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("seal");
  }

  @Test
  void isEmptyUntilTheFirstSave() throws IOException {
    assertThat(store().load()).isEmpty();
  }

  @Test
  void givesBackWhatWasSavedLast() throws IOException {
    for (byte[] blob : new byte[][] {FIRST, SECOND, THIRD, FIRST}) {
      store().save(blob);

      assertThat(store().load()).contains(blob);
    }
    assertThat(Files.size(file)).isEqualTo(2L * FileSealStore.SLOT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void leavesAWholeCopyWhenASaveIsCutShortAtAnyByte(int savesBefore) throws IOException {
    byte[] old = savesBefore == 1 ? FIRST : SECOND;
    byte[] saved = savesBefore == 1 ? SECOND : THIRD;
    store().save(FIRST);
    if (savesBefore == 2) {
      store().save(SECOND);
    }
    byte[] before = Files.readAllBytes(file);
    store().save(saved);
    byte[] after = Files.readAllBytes(file);
    int from = Arrays.mismatch(before, after);
    int until = from + 32 + 8 + 4 + saved.length;

    for (int cut = from; cut <= until; cut++) {
      byte[] torn = before.clone();
      System.arraycopy(after, from, torn, from, cut - from);
      Files.write(file, torn);

      assertThat(store().load().orElseThrow()).as("cut at %d", cut).isIn(old, saved);

      store().save(FIRST);
      assertThat(store().load()).as("saved after a cut at %d", cut).contains(FIRST);
    }
  }

  @Test
  void leavesAWholeCopyWhenTheEndOfASaveCameBeforeItsBeginning() throws IOException {
    store().save(FIRST);
    byte[] before = Files.readAllBytes(file);
    store().save(SECOND);
    byte[] after = Files.readAllBytes(file);
    int from = Arrays.mismatch(before, after);

    for (int start = from + 1; start < from + 44 + SECOND.length; start++) {
      byte[] torn = before.clone();
      System.arraycopy(after, start, torn, start, after.length - start);
      Files.write(file, torn);

      assertThat(store().load()).as("from %d", start).contains(FIRST);
    }
  }

  @Test
  void takesADraftThatWasNeverFinishedForNothing() throws IOException {
    Files.writeString(directory.resolve("seal.new"), "half a first save");

    assertThat(store().load()).isEmpty();

    store().save(FIRST);
    assertThat(store().load()).contains(FIRST);
    assertThat(directory.resolve("seal.new")).doesNotExist();
  }

  @Test
  void fallsBackToTheOlderCopyWhenTheNewerIsDamaged() throws IOException {
    store().save(FIRST);
    store().save(SECOND);
    byte[] damaged = Files.readAllBytes(file);
    damaged[FileSealStore.SLOT + 50] ^= 1;
    Files.write(file, damaged);

    assertThat(store().load()).contains(FIRST);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 43, 60})
  void takesATruncatedFileForDamagedAndNotForFresh(int size) throws IOException {
    store().save(FIRST);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, size));

    assertThatThrownBy(() -> store().load())
        .isInstanceOf(IOException.class)
        .hasMessage(
            file + ": both copies of the sealed keys are damaged; restore it from a backup");
    assertThatThrownBy(() -> store().save(SECOND)).isInstanceOf(IOException.class);
    assertThat(Files.size(file)).isEqualTo(size);
  }

  @Test
  void refusesALink() throws IOException {
    Path target = directory.resolve("target");
    new FileSealStore(target).save(FIRST);
    Files.createSymbolicLink(file, target);

    assertThatThrownBy(() -> store().load()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store().save(SECOND)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesABlobThatFillsMoreThanASlot() {
    assertThatThrownBy(() -> store().save(new byte[FileSealStore.SLOT]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too many for a slot");
  }

  private FileSealStore store() {
    return new FileSealStore(file);
  }
}
