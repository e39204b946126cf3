package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.testkit.ToolUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The seal of a token, by JDK 25 and SoftHSM2 of Debian; aborted where that cannot be had. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TokenSealEndToEndIT {
  private static final String WRONG_KEY = "the seal's key does not open the sealed keys";

  @TempDir private Path home;
  private SealTrial trial;
  private SoftToken token;

  @BeforeEach
  void begin() throws IOException {
    trial = new SealTrial(home);
    token = softToken(home);
    trial.set(token.environment());
    Files.writeString(home.resolve("pin"), SoftToken.PIN);
  }

  @Test
  void aTokenUnsealsByItselfAndStaysAway() throws IOException {
    trial.write(sealWithPin("pkcs11"));
    trial.init();
    try (DaemonProcess daemon = trial.start()) {
      assertThat(trial.status()).contains("sealed             false", "seal_type          PKCS11");
      daemon.kill();
    }
    token.takeAway();
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             true");
      token.bringBack();

      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> trial.status().contains("sealed             false"));
    }
  }

  /** Tokens lock themselves after some wrong PINs. */
  @Test
  void aPinThatTheTokenRefusedIsNotTriedAgainAndTheNextOneIs() throws IOException {
    trial.write(sealWithPin("pkcs11"));
    trial.init();
    Files.writeString(home.resolve("pin"), "654321");
    try (DaemonProcess daemon = trial.start()) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () ->
                  daemon.errorLines().stream()
                      .anyMatch(line -> line.contains("seal.pin is not tried again")));
      assertThat(
              daemon.errorLines().stream()
                  .filter(line -> line.contains("it refused the PIN"))
                  .toList())
          .hasSize(1);
      assertThat(trial.status()).contains("sealed             true");

      Files.writeString(home.resolve("pin"), SoftToken.PIN);
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> trial.status().contains("sealed             false"));
    }
  }

  @Test
  void aPersonsPinOpensAndAWrongOneDoesNot() throws IOException {
    trial.write(sealWithPin("pkcs11"));
    trial.init();
    trial.write("{type: pkcs11, library: '%s'}".formatted(token.library()));
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             true", "shares             0 of 1");
      var refused = trial.tried("operator", "unseal", "--file", trial.written("654321"));

      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.errors()).contains("INVALID_ARGUMENT", "pin: " + WRONG_KEY);
      String right = trial.written(SoftToken.PIN);
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> trial.tried("operator", "unseal", "--file", right).output(),
              "unsealed"::equals);
    }
  }

  /** As where the token of another machine is plugged in. */
  @Test
  void anotherKeyOfTheSameNameIsAWrongKeyLikeAnyOther() throws IOException {
    trial.write(sealWithPin("pkcs11"));
    trial.init();
    Path elsewhere = Files.createDirectory(home.resolve("other"));
    SoftToken another = softToken(elsewhere);
    SealTrial others = new SealTrial(elsewhere);
    others.set(another.environment());
    Files.writeString(elsewhere.resolve("pin"), SoftToken.PIN);
    others.write(sealWithPin("pkcs11"));
    others.init();

    trial.set(another.environment());
    try (DaemonProcess daemon = trial.start()) {
      var refused = trial.tried("operator", "unseal");

      assertThat(refused.errors())
          .contains("UNAVAILABLE", WRONG_KEY)
          .doesNotContain(WRONG_KEY + ":");
      assertThat(daemon.errorLines())
          .anyMatch(line -> line.contains(WRONG_KEY + ": the token's key rotakeep is not the one"));
    }
  }

  @Test
  void keepersHandOverToATokenAndTakeOverAgain() throws IOException {
    trial.write(sealWithPin("shamir"));
    List<String> shares = SealTrial.shares(trial.init());
    try (DaemonProcess _ = trial.start()) {
      shares.subList(0, 3).forEach(trial::give);
      String name = SealTrial.ceremony(trial.rekey("--to", "pkcs11"));
      trial.step(name, "--contribute", shares.get(4));
      trial.step(name, "--contribute", shares.get(3));
      assertThat(trial.step(name, "--contribute", shares.get(2)).output()).startsWith("rekeyed");
    }
    List<String> fresh;
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             false", "seal_type          PKCS11");
      var begun = trial.rekey("--to", "shamir", "--shares", "2", "--threshold", "2");
      fresh = SealTrial.shares(begun);
      String name = SealTrial.ceremony(begun);
      trial.step(name, "--verify=share", fresh.get(1));
      assertThat(trial.step(name, "--verify=share", fresh.get(0)).output()).startsWith("rekeyed");
    }
    try (DaemonProcess _ = trial.start()) {
      assertThat(trial.status()).contains("sealed             true", "seal_type          SHAMIR");
      trial.give(fresh.get(0));
      assertThat(trial.give(fresh.get(1))).isEqualTo("unsealed");
    }
  }

  private String sealWithPin(String type) {
    return "{type: %s, library: '%s', pin: {file: pin}}".formatted(type, token.library());
  }

  private static SoftToken softToken(Path home) throws IOException {
    try {
      return SoftToken.in(home);
    } catch (ToolUnavailableException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }
}
