package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The seals as operators have them: by commands, against daemons that are killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SealsEndToEndIT {
  private static final Pattern CEREMONY = Pattern.compile("ceremony ([0-9a-f]+):");

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectory(home.resolve("log"));
  }

  @Test
  void threeOfFiveKeepersUnsealAndHandOverToOthers() throws IOException {
    write("{type: shamir}");
    List<String> shares = shares(run("operator", "init", "--config", file()));
    assertThat(shares).hasSize(5).allMatch(share -> share.length() == 64);
    try (DaemonProcess daemon = start()) {
      assertThat(status()).contains("sealed             true", "shares             0 of 3");
      assertThat(give(shares.get(0))).contains("1 of 3 shares given");
      assertThat(give(shares.get(4))).contains("2 of 3 shares given");
      assertThat(give(shares.get(2))).isEqualTo("unsealed");
      daemon.kill();
    }
    try (DaemonProcess _ = start()) {
      assertThat(status()).contains("sealed             true");
      shares.subList(0, 3).forEach(this::give);
      assertThat(run("operator", "seal").output()).isEqualTo("sealed");
      shares.subList(1, 4).forEach(this::give);

      String name = ceremony("--to", "shamir", "--shares", "3", "--threshold", "2");
      step(name, "--contribute", shares.get(0));
      step(name, "--contribute", shares.get(1));
      List<String> fresh = shares(step(name, "--contribute", shares.get(2)));
      assertThat(fresh).hasSize(3);
      step(name, "--verify=share", fresh.get(0));
      step(name, "--verify=share", fresh.get(1));
      assertThat(step(name, "--verify=share", fresh.get(2)).output()).startsWith("rekeyed");
      shares.clear();
      shares.addAll(fresh);
    }
    try (DaemonProcess _ = start()) {
      give(shares.get(2));
      assertThat(give(shares.get(0))).isEqualTo("unsealed");
    }
  }

  @Test
  void aPassphraseOpensAndAWrongOneDoesNot() throws IOException {
    write("{type: passphrase}");
    Path word = Files.writeString(home.resolve("word"), "correct horse b\u00e4ttery\n");
    run("operator", "init", "--config", file(), "--passphrase-file", word.toString());
    try (DaemonProcess _ = start()) {
      Path wrong = Files.writeString(home.resolve("wrong"), "correct horse battery\n");
      var refused = tried("operator", "unseal", "--file", wrong.toString());

      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.errors())
          .contains("INVALID_ARGUMENT", "passphrase: the seal's key does not open the sealed keys")
          .doesNotContain("horse");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> tried("operator", "unseal", "--file", word.toString()).output(),
              "unsealed"::equals);
    }
  }

  /** JDK 25 and SoftHSM2 of Debian; aborted where that cannot be had. */
  @Test
  void aTokenUnsealsByItselfAndStaysAway() throws IOException {
    SoftToken token = softToken();
    environment.putAll(token.environment());
    Files.writeString(home.resolve("pin"), SoftToken.PIN);
    write("{type: pkcs11, library: '%s', pin: {file: pin}}".formatted(token.library()));
    run("operator", "init", "--config", file());
    try (DaemonProcess daemon = start()) {
      assertThat(status()).contains("sealed             false", "seal_type          PKCS11");
      daemon.kill();
    }
    token.takeAway();
    try (DaemonProcess _ = start()) {
      assertThat(status()).contains("sealed             true");
      token.bringBack();

      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> status().contains("sealed             false"));
    }
  }

  private SoftToken softToken() throws IOException {
    try {
      return SoftToken.in(home);
    } catch (ToolUnavailableException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private void write(String seal) throws IOException {
    Path socket = home.resolve("s");
    int uid = (int) Files.getAttribute(home, "unix:uid");
    Files.writeString(
        home.resolve("rotakeep.yaml"),
        """
        data_dir: data
        witness: witness/witness
        listen:
          unix: {path: %s, mode: "0600"}
          http: {address: "127.0.0.1:0"}
        seal: %s
        audit: [{type: file, path: audit.jsonl}]
        policies:
          - {name: ops, callers: ["uid:%d"], connections: ["**"], roles: [operator]}
        """
            .formatted(socket, seal, uid));
    environment.put("ROTAKEEP_ADDRESS", "unix:" + socket);
  }

  private String file() {
    return home.resolve("rotakeep.yaml").toString();
  }

  private DaemonProcess start() {
    DaemonLaunch launch = DaemonLaunch.configured(Path.of(file()), home.resolve("log"));
    for (var variable : environment.entrySet()) {
      launch = launch.with(variable.getKey(), variable.getValue());
    }
    return DaemonProcess.start(launch);
  }

  private String status() {
    return run("operator", "status").output();
  }

  private String give(String share) {
    try {
      Path file = Files.writeString(home.resolve("share"), "\r\n " + share + " \r\n");
      return run("operator", "unseal", "--file", file.toString()).output();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String ceremony(String... arguments) {
    String said = run(words("operator", "rekey", arguments)).output();
    Matcher name = CEREMONY.matcher(said);
    assertThat(name.find()).as(said).isTrue();
    return name.group(1);
  }

  private Commands.Said step(String ceremony, String step, String secret) throws IOException {
    Path file = Files.writeString(home.resolve("secret"), secret);
    return run("operator", "rekey", step, "--ceremony", ceremony, "--file", file.toString());
  }

  private static String[] words(String first, String second, String... others) {
    return Stream.concat(Stream.of(first, second), Arrays.stream(others)).toArray(String[]::new);
  }

  private static List<String> shares(Commands.Said said) {
    return new ArrayList<>(
        said.output().lines().filter(line -> line.matches("[A-Za-z0-9+/]{64}")).toList());
  }

  private Commands.Said run(String... arguments) {
    Commands.Said said = tried(arguments);
    assertThat(said.exit()).as(said.errors()).isZero();
    return said;
  }

  private Commands.Said tried(String... arguments) {
    try {
      return new Commands(environment, home.resolve("log")).run(arguments);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
