package io.rotakeep.adapter.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.rotation.WitnessReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends as fast as it can is killed; what it acknowledged is there. */
@Timeout(120)
class JournalKillTest {
  static final UUID STORE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final int ROUNDS = 5;
  private static final int ACKNOWLEDGEMENTS = 2_000;

  @TempDir Path directory;

  @Test
  void keepsEveryAcknowledgedFrame() throws IOException, InterruptedException {
    Map<Long, String> acknowledged = new HashMap<>();

    for (int round = 1; round <= ROUNDS; round++) {
      killAfterAcknowledgements(round, acknowledged);

      Map<Long, String> kept = new HashMap<>();
      try (FileWitness witness = FileWitness.open(AppendingProcess.witness(directory));
          FileWriteAheadLog log = AppendingProcess.open(directory, witness)) {
        assertThat(witness.read()).isInstanceOf(WitnessReading.At.class);
        log.replay(0, (sequence, frame) -> kept.put(sequence, new String(frame, UTF_8)));
        assertThat(kept).hasSize((int) log.position().last()).containsAllEntriesOf(acknowledged);
      }
    }

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * ACKNOWLEDGEMENTS);
  }

  private void killAfterAcknowledgements(int round, Map<Long, String> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                directory.toString(),
                "round " + round)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int before = acknowledged.size();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t", -1);
        if (parts.length == 3) {
          acknowledged.put(Long.valueOf(parts[0]), parts[1]);
        }
        if (acknowledged.size() - before == ACKNOWLEDGEMENTS) {
          process.toHandle().destroyForcibly(); // and leaves its output open, to be read to the end
        }
      }
    }
    assertThat(process.waitFor()).as("killed by signal 9").isEqualTo(128 + 9);
  }
}
