package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRotation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConnectionImportCommandTest {
  @TempDir Path dir;

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void importsOneTokenFromAFile() throws IOException {
    var file = Files.writeString(dir.resolve("rt"), "5Aep.token\r\n");

    var run = importing("a", "--refresh-token-file=" + file, "--rotate=first-use", "--replace");

    assertThat(run.out().strip()).isEqualTo("a ADOPTED ACTIVE");
    assertThat(requests())
        .singleElement()
        .returns(ByteString.copyFromUtf8("5Aep.token"), ImportRefreshTokensRequest::getRefreshToken)
        .returns(ImportRotation.IMPORT_ROTATION_FIRST_USE, ImportRefreshTokensRequest::getRotate)
        .returns(true, ImportRefreshTokensRequest::getReplace);
  }

  @Test
  void saysThatTheUserHasAllTheGrantsThereMayBe() throws IOException {
    var file = Files.writeString(dir.resolve("rt"), "last");
    var lines =
        Files.writeString(
            dir.resolve("lines"), "{\"connection\":\"a\",\"refresh_token\":\"last\"}\n");

    assertThat(importing("a", "--refresh-token-file=" + file).err())
        .contains("Careful: grants of the user: 5, the provider keeps 5");
    assertThat(importing("--jsonl=" + lines).out())
        .contains("GRANTS OF THE USER", "5, the provider keeps 5");
  }

  @Test
  void importsOneTokenFromStandardInput() {
    var run =
        Run.on(daemon)
            .typing("token\n")
            .of("connection", "import", "a", "--provider=p", "--refresh-token-file=-");

    assertThat(run.exitCode()).isZero();
    assertThat(requests().getFirst().getRefreshToken().toStringUtf8()).isEqualTo("token");
  }

  @Test
  void tellsWhyTheOneTokenWasRefused() throws IOException {
    var file = Files.writeString(dir.resolve("rt"), "refuse");

    var run = importing("a", "--refresh-token-file=" + file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("ALREADY_EXISTS/CONNECTION_EXISTS: said the daemon");
  }

  @Test
  void refusesAnEmptyAndAMissingFile() throws IOException {
    var empty = Files.writeString(dir.resolve("rt"), "\n");
    var missing = dir.resolve("none");

    assertThat(importing("a", "--refresh-token-file=" + empty).err())
        .contains("INVALID_ARGUMENT: " + empty + ": holds no refresh token");
    assertThat(importing("a", "--refresh-token-file=" + missing).err())
        .contains(missing + " does not exist");
    assertThat(requests()).isEmpty();
  }

  @Test
  void importsManyAndReportsByLine() throws IOException {
    var file =
        lines(
            "{\"connection\": \"a\", \"refresh_token\": \"one\", \"labels\": {\"k\": \"v\"}}",
            "",
            "{\"connection\": \"b\", \"refresh_token\": \"refuse\"}",
            "{\"connection\": \"c\", \"refresh_token\": \"three\", \"login_host\": \"h\"}");

    var run = importing("--jsonl=" + file, "--label=batch=1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip()).isEqualTo("1 failed");
    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "LINE ID RESULT STATE GRANTS OF THE USER ERROR",
            "1 a ADOPTED ACTIVE",
            "3 b FAILED said the daemon",
            "4 c ADOPTED ACTIVE");
    assertThat(requests().getFirst().getLabelsMap()).isEqualTo(Map.of("k", "v", "batch", "1"));
    assertThat(requests().getLast().getLoginHost()).isEqualTo("h");
    assertThat(requests())
        .extracting(ImportRefreshTokensRequest::getRequestId)
        .doesNotHaveDuplicates();
  }

  /** Responses are unread then, and requests unsent. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void saysThatTheDaemonEndedAnImport() throws IOException {
    var file =
        lines(
            IntStream.range(0, 200)
                .mapToObj(
                    i ->
                        "{\"connection\": \"c%d\", \"refresh_token\": \"%s\"}"
                            .formatted(i, i == 10 ? "seal" : "t" + i))
                .toArray(String[]::new));

    var run = importing("--jsonl=" + file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("cut short: 10 imported, 0 failed; run it again to go on")
        .contains("UNAVAILABLE/SEALED");
    assertThat(run.out().lines()).hasSize(11).last().asString().startsWith("10 ");
    assertThat(requests()).hasSize(11);
  }

  @Test
  void importsMoreThanFitsUnderWayAtOnce() throws IOException {
    var file =
        lines(
            IntStream.range(0, 200)
                .mapToObj("{\"connection\": \"c%1$d\", \"refresh_token\": \"t%1$d\"}"::formatted)
                .toArray(String[]::new));

    var run = importing("--jsonl=" + file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(201);
    assertThat(requests()).hasSize(200);
  }

  @Test
  void reportsWhatWasDoneBeforeALineThatCannotBeRead() throws IOException {
    var secret = "5Aep-very-secret";
    var lines =
        List.of(
            "{\"connection\": \"b\", \"refresh_token\": \"" + secret + "\", \"extra\": 1}",
            "{\"connection\": \"b\", \"refresh_token\": \"" + secret,
            "{\"connection\": 5, \"refresh_token\": \"" + secret + "\"}",
            "\"" + secret + "\"",
            "{\"connection\": \"b\", \"refresh_token\": \""
                + secret
                + "\", \"labels\": {\"a\": 1}}");

    for (var bad : lines) {
      var file = lines("{\"connection\": \"a\", \"refresh_token\": \"one\"}", bad);
      var run = importing("--jsonl=" + file, "--output=json");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("\"connection\":\"a\"").doesNotContain(secret);
      assertThat(run.err())
          .contains("cut short: 1 imported, 0 failed; ", "INVALID_ARGUMENT: " + file + ":2: ")
          .doesNotContain(secret);
    }
  }

  /** As a script that makes its next token of the last answer. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tellsAnAnswerBeforeTheNextLineIsThere() {
    var run = Run.on(daemon);

    var _ =
        run.reading(
                new SlowInput(
                    () -> line("a"), () -> lineOnceTold(run, "a"), () -> lineOnceTold(run, "b")))
            .of("connection", "import", "--provider=p", "--jsonl=-", "--output=json");

    assertThat(run.exitCode()).isZero();
    assertThat(requests()).hasSize(3);
  }

  @Test
  void tellsWhatWasAnsweredBeforeItsInputBroke() {
    var run =
        Run.on(daemon)
            .reading(
                new SlowInput(
                    () -> line("a") + line("b") + line("c"),
                    () -> {
                      throw new IOException("input/output error");
                    }))
            .of("connection", "import", "--provider=p", "--jsonl=-", "--output=json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"a\"", "\"b\"", "\"c\"");
    assertThat(run.err())
        .contains("cut short: 3 imported, 0 failed; ")
        .contains("UNAVAILABLE: standard input:4: cannot be read: input/output error");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void endsWhenItIsInterruptedThoughItsInputStaysOpen() {
    var pressed = new AtomicReference<Runnable>(() -> {});
    var open = new CountDownLatch(1);
    var run =
        Run.on(daemon)
            .interruptedBy(
                action -> {
                  pressed.set(action);
                  return () -> {};
                });
    var work =
        CompletableFuture.runAsync(
            () ->
                run.reading(new SlowInput(() -> line("a"), () -> onceOpened(open)))
                    .of("connection", "import", "--provider=p", "--jsonl=-", "--output=json"));
    await().until(() -> run.out().contains("\"a\""));

    pressed.get().run();
    work.join();
    open.countDown();

    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err()).contains("interrupted: 1 imported, 0 failed");
    assertThat(requests()).hasSize(1);
  }

  private static String lineOnceTold(Run run, String before) {
    await().atMost(Duration.ofSeconds(10)).until(() -> run.out().contains("\"" + before + "\""));
    return line(String.valueOf((char) (before.charAt(0) + 1)));
  }

  private static String onceOpened(CountDownLatch open) throws IOException {
    try {
      open.await();
      return line("late");
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static String line(String connection) {
    return "{\"connection\": \"%s\", \"refresh_token\": \"t\"}\n".formatted(connection);
  }

  private Path lines(String... lines) throws IOException {
    return Files.write(dir.resolve("tokens.jsonl"), List.of(lines));
  }

  private Run importing(String... arguments) {
    var all = new java.util.ArrayList<>(List.of("connection", "import", "--provider=p"));
    all.addAll(List.of(arguments));
    return Run.on(daemon).of(all.toArray(String[]::new));
  }

  private List<ImportRefreshTokensRequest> requests() {
    return daemon.requests().stream()
        .map(ImportRefreshTokensRequest.class::cast)
        .collect(Collectors.toList());
  }
}
