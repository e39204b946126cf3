package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.v1.BackupResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, which the kernel lets write so much and no more. */
@Timeout(60)
final class FullDiskBackupIT {
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS = 64;
  private static final List<String> LIMITED =
      List.of("prlimit", "--fsize=" + (CHUNK * CHUNKS / 2 + 1));
  private static final List<String> INTO_NOTHING =
      List.of("sh", "-c", "exec \"$@\" > /dev/full", "sh");

  @TempDir private Path directory;

  private final FakeDaemon daemon = new FakeDaemon();

  @BeforeEach
  void haveABackupOfMoreThanThereIsRoomFor() throws IOException {
    Files.createDirectories(place());
    Files.createDirectories(log());
    Message chunk =
        BackupResponse.newBuilder().setChunk(ByteString.copyFrom(new byte[CHUNK])).build();
    daemon.thenStreams(Collections.nCopies(CHUNKS, chunk).toArray(Message[]::new));
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void keepsNothingWhereTheDiskTakesNoMore() throws IOException {
    DaemonProcess command = run(List.of(file().toString()), LIMITED);

    assertThat(command.awaitExit()).isEqualTo(1);
    assertThat(command.errorLines())
        .contains(
            "UNAVAILABLE: "
                + file()
                + ": cannot be written: File too large; nothing was kept. Make room there, or name"
                + " a file on another disk, and run it again");
    assertThat(left()).isEmpty();
  }

  @Test
  void leavesTheOlderOneWhereTheNewOneFindsNoRoom() throws IOException {
    Files.writeString(file(), "an older backup");

    DaemonProcess command = run(List.of(file().toString(), "--force"), LIMITED);

    assertThat(command.awaitExit()).isEqualTo(1);
    assertThat(file()).hasContent("an older backup");
    assertThat(left()).containsExactly(file());
  }

  @Test
  void saysThatStandardOutputTakesNoMore() {
    DaemonProcess command = run(List.of("-"), INTO_NOTHING);

    assertThat(command.awaitExit()).isEqualTo(1);
    assertThat(command.errorLines())
        .contains(
            "UNAVAILABLE: -: standard output takes no more: No space left on device; what was"
                + " written is no whole backup. Make room there, and run it again");
  }

  private DaemonProcess run(List<String> arguments, List<String> before) {
    String[] all =
        Stream.concat(Stream.of("operator", "backup"), arguments.stream()).toArray(String[]::new);
    return DaemonProcess.launch(
        DaemonLaunch.of(log(), all)
            .with("ROTAKEEP_ADDRESS", daemon.address())
            .runBy(before.toArray(String[]::new)));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(place())) {
      return files.toList();
    }
  }

  private Path file() {
    return place().resolve("store.backup");
  }

  private Path place() {
    return directory.resolve("place");
  }

  private Path log() {
    return directory.resolve("log");
  }
}
