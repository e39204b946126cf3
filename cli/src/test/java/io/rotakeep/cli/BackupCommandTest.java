package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import io.rotakeep.cli.terminal.Interrupts;
import io.rotakeep.v1.BackupResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class BackupCommandTest {
  private static final BackupResponse ONE = chunk("one ");
  private static final BackupResponse TWO = chunk("two");
  private static final BackupResponse SUM =
      BackupResponse.newBuilder().setSha256(sha256("one two")).build();

  @TempDir private Path directory;

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void keepsWhatCameInAFileOfItsOwnersAlone() throws IOException {
    daemon.thenStreams(ONE, TWO, SUM);

    var run = backUp();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(file() + ": 7 bytes\n");
    assertThat(run.err()).startsWith("  sha256: ");
    assertThat(file()).hasContent("one two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(left()).containsExactly(file());
  }

  @Test
  void keepsNothingOfAStreamThatEndedEarlyOrIsNotWhatWasSent() throws IOException {
    daemon.thenStreams(ONE, TWO).thenStreams(ONE, SUM);

    assertFailed(backUp(), "DATA_LOSS: the daemon's stream ended early; nothing was kept");
    assertFailed(backUp(), "DATA_LOSS: what came is not what the daemon sent; nothing was kept");
  }

  @Test
  void keepsNothingWhereTheDaemonFails() throws IOException {
    daemon.thenFails(Code.FAILED_PRECONDITION, "WRONG_STATE", Map.of());

    assertFailed(backUp(), "FAILED_PRECONDITION/WRONG_STATE");
  }

  @Test
  void replacesAFileOnlyIfItIsToldTo() throws IOException {
    Files.writeString(file(), "an older backup");
    daemon.thenStreams(ONE, TWO, SUM);

    var refused = backUp();

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("exists; give another name, or --force to replace it");
    assertThat(daemon.requests()).isEmpty();
    assertThat(file()).hasContent("an older backup");

    assertThat(backUp("--force").exitCode()).isZero();
    assertThat(file()).hasContent("one two");
  }

  @Test
  void replacesNoDirectoryAndNoLink() throws IOException {
    Files.createDirectory(file());
    assertThat(backUp("--force").err()).contains("is no regular file");
    Files.delete(file());
    Files.createSymbolicLink(file(), directory.resolve("elsewhere"));
    assertThat(backUp("--force").err()).contains("is no regular file");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws IOException {
    daemon.thenStreamsAndStays(ONE);
    var pressed = new AtomicReference<Runnable>(() -> {});
    Interrupts keyboard =
        action -> {
          pressed.set(action);
          return () -> {};
        };
    var run = Run.on(daemon).interruptedBy(keyboard);

    var work = CompletableFuture.runAsync(() -> run.of("operator", "backup", file().toString()));
    await().until(() -> !left().isEmpty());
    pressed.get().run();
    work.join();

    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err()).contains("interrupted: nothing was kept");
    assertThat(left()).isEmpty();
  }

  @Test
  void removesWhatAKilledOneLeftAndNothingElse() throws IOException {
    Path ofAKilledOne = Files.writeString(directory.resolve(".store.backup.17.part"), "half");
    Path another = Files.writeString(directory.resolve(".other.backup.17.part"), "another's");
    Path inUse = Files.writeString(directory.resolve(".store.backup.18.part"), "being written");
    daemon.thenStreams(ONE, TWO, SUM);

    try (var writer = FileChannel.open(inUse, StandardOpenOption.WRITE);
        var _ = writer.lock()) {
      assertThat(backUp().exitCode()).isZero();
    }

    assertThat(ofAKilledOne).doesNotExist();
    assertThat(left()).containsExactlyInAnyOrder(file(), another, inUse);
  }

  @Test
  void saysThatTheDirectoryIsNotThere() {
    var run = Run.on(daemon).of("operator", "backup", directory.resolve("absent/x").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("absent/x: cannot be written: its directory is not there; nothing was kept.");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void doesNotWriteToATerminal() {
    var run = Run.on(daemon).onATerminal(80).of("operator", "backup", "-");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("standard output is a terminal");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void showsNoFileThatIsNoBackup() throws IOException {
    write("SQLite format 3");

    var run = Run.on(daemon).of("operator", "backup", "--show", file().toString());
    var absent = Run.on(daemon).of("operator", "backup", "--show", "absent");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("FAILED_PRECONDITION: " + file() + ": is no backup");
    assertThat(absent.err()).startsWith("FAILED_PRECONDITION: absent: is not there");
    assertThat(daemon.requests()).isEmpty();
  }

  private Run backUp(String... more) {
    var arguments =
        Stream.concat(Stream.of("operator", "backup", file().toString()), Stream.of(more));
    return Run.on(daemon).of(arguments.toArray(String[]::new));
  }

  private void assertFailed(Run run, String why) throws IOException {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith(why);
    assertThat(left()).isEmpty();
  }

  private void write(String content) {
    try {
      Files.writeString(file(), content);
    } catch (IOException e) {
      throw new AssertionError(e);
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

  private static BackupResponse chunk(String text) {
    return BackupResponse.newBuilder().setChunk(ByteString.copyFromUtf8(text)).build();
  }

  private static ByteString sha256(String text) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
