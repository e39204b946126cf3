package io.rotakeep.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
  private static final int ROUNDS = 200;

  @TempDir private Path directory;

  private final AtomicInteger calls = new AtomicInteger();

  /** As NFS without its lock service answers. */
  @Test
  void isMadeWhereTheFileSystemHasNoLocks() throws IOException {
    make(
        _ -> {
          throw new IOException("No locks available");
        });

    assertThat(file()).hasContent("whole");
    assertThat(left()).containsExactly(file());
  }

  @Test
  void takesAnotherDraftWhereItsFirstWasTakenForOneThatHadBeenLeft() throws IOException {
    make(
        channel -> {
          if (calls.getAndIncrement() == 0) {
            Files.delete(left().getFirst());
          }
          return channel.tryLock();
        });

    assertThat(calls).hasValue(2);
    assertThat(file()).hasContent("whole");
    assertThat(left()).containsExactly(file());
  }

  @Test
  void takesAnotherDraftWhereItsFirstIsAboutToBeRemoved() throws IOException {
    make(channel -> calls.getAndIncrement() == 0 ? null : channel.tryLock());

    assertThat(calls).hasValue(2);
    assertThat(left()).containsExactly(file());
  }

  @Test
  void leavesNoDraftWhereItCannotBegin() throws IOException {
    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> WholeFile.begin(file(), false, _ -> null))
        .withMessageContaining("other backups to this name begin again and again");

    assertThat(left()).isEmpty();
  }

  @Test
  void saysThatItsDraftWasRemovedMeanwhile() throws IOException {
    for (boolean replacing : new boolean[] {false, true}) {
      try (var whole = WholeFile.begin(file(), replacing)) {
        Files.delete(left().getFirst());

        assertThatExceptionOfType(CliFailure.class)
            .isThrownBy(whole::finish)
            .withMessageContaining("its draft, .store.backup.")
            .withMessageContaining(".part, was removed while it was written; nothing was kept");
      }
      assertThat(left()).isEmpty();
    }
  }

  /** Each has found the name free when it began. */
  @Test
  void takesNoNameThatAnotherTookInTheSameMoment() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var start = new CyclicBarrier(2);
      try (var threads = Executors.newFixedThreadPool(2)) {
        Callable<Boolean> one = () -> isKept(start);
        List<Future<Boolean>> both = threads.invokeAll(List.of(one, one));
        long kept = both.stream().filter(Future::resultNow).count();

        assertThat(kept).as("round %d", round).isEqualTo(1);
      }
      assertThat(left()).containsExactly(file());
      Files.delete(file());
    }
  }

  private boolean isKept(CyclicBarrier start) throws Exception {
    try (var whole = WholeFile.begin(file(), false)) {
      var _ = start.await();
      whole.finish();
      return true;
    } catch (CliFailure e) {
      assertThat(e).hasMessageContaining("exists; give another name");
      return false;
    }
  }

  @Test
  void saysThatItsDirectoryIsNotThere() {
    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> WholeFile.begin(directory.resolve("none/store.backup"), false))
        .withMessageContaining("its directory is not there");
  }

  private void make(Draft.Locking locking) throws IOException {
    try (var whole = WholeFile.begin(file(), false, locking)) {
      whole.write(ByteBuffer.wrap("whole".getBytes(StandardCharsets.UTF_8)));
      whole.finish();
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Path file() {
    return directory.resolve("store.backup");
  }
}
