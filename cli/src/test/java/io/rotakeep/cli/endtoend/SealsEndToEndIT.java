package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The seals as operators have them: by commands, against daemons that are killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SealsEndToEndIT {
  @TempDir private Path home;
  private SealTrial trial;

  @BeforeEach
  void begin() {
    trial = new SealTrial(home);
  }

  @Test
  void threeOfFiveKeepersUnsealAndHandOverToOthers() throws IOException {
    trial.write("{type: shamir}");
    List<String> shares = SealTrial.shares(trial.init());
    assertThat(shares).hasSize(5).allMatch(share -> share.length() == 64);
    try (DaemonProcess daemon = trial.start()) {
      assertThat(trial.status()).contains("sealed             true", "shares             0 of 3");
      assertThat(trial.give(shares.get(0))).contains("1 of 3 shares given");
      assertThat(trial.give(shares.get(4))).contains("2 of 3 shares given");
      assertThat(trial.give(shares.get(2))).isEqualTo("unsealed");
      daemon.kill();
    }
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             true");
      shares.subList(0, 3).forEach(trial::give);
      assertThat(trial.run("operator", "seal").output()).isEqualTo("sealed");
      shares.subList(1, 4).forEach(trial::give);

      String name =
          SealTrial.ceremony(trial.rekey("--to", "shamir", "--shares", "3", "--threshold", "2"));
      trial.step(name, "--contribute", shares.get(0));
      trial.step(name, "--contribute", shares.get(1));
      List<String> fresh = SealTrial.shares(trial.step(name, "--contribute", shares.get(2)));
      assertThat(fresh).hasSize(3);
      trial.step(name, "--verify=share", fresh.get(0));
      trial.step(name, "--verify=share", fresh.get(1));
      assertThat(trial.step(name, "--verify=share", fresh.get(2)).output()).startsWith("rekeyed");
      shares.clear();
      shares.addAll(fresh);
    }
    try (DaemonProcess _ = trial.start()) {
      trial.give(shares.get(2));
      assertThat(trial.give(shares.get(0))).isEqualTo("unsealed");
    }
  }

  @Test
  void aPassphraseOpensAndAWrongOneDoesNot() throws IOException {
    trial.write("{type: passphrase}");
    Path word = Files.writeString(home.resolve("word"), "correct horse b\u00e4ttery\n");
    trial.run("operator", "init", "--config", trial.file(), "--passphrase-file", word.toString());
    try (DaemonProcess _ = trial.start()) {
      String wrong = trial.written("correct horse battery\n");
      var refused = trial.tried("operator", "unseal", "--file", wrong);

      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.errors())
          .contains("INVALID_ARGUMENT", "passphrase: the seal's key does not open the sealed keys")
          .doesNotContain("horse");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> trial.tried("operator", "unseal", "--file", word.toString()).output(),
              "unsealed"::equals);
    }
  }

  /** With the mode that its access list gives it; such files are root's. */
  @Test
  void aCredentialOfSystemdOpensWhereItsDirectoryIsNamed() throws IOException {
    assumeTrue((int) Files.getAttribute(home, "unix:uid") == 0, "only root can hand one out");
    Path credentials = Files.createDirectory(home.resolve("credentials"));
    trial.write("{type: key-file, path: credentials/seal.key}");
    trial.init();
    Path key = credentials.resolve("seal.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
    Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("r-xr-x---"));

    assertThat(trial.tried("server", "--config", trial.file()).errors())
        .contains(key + ": mode 440 lets others in");

    trial.set(Map.of("CREDENTIALS_DIRECTORY", credentials.toString()));
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             false");
    }
  }
}
