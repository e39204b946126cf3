package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.cli.terminal.Interrupts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C, as far as it concerns the command; {@code TerminalIT} presses it. */
@Timeout(60)
class InterruptedTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void saysHowFarPluralWorkGotAndHowToGoOn() {
    daemon.thenStreamsAndStays(Samples.step(3, 0), Samples.step(3, 2, "a", "b"));
    var keyboard = new Keyboard();
    var run = Run.on(daemon).onATerminal(100).interruptedBy(keyboard);

    var work =
        CompletableFuture.runAsync(
            () -> run.of("connection", "refresh", "--provider", "okta", "--yes"));
    await().until(() -> run.err().contains("refreshing 2 of 3"));
    keyboard.press();
    work.join();

    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
        .map(line -> line.replaceAll(" +", " ").strip())
        .containsExactly("ID STATE", "a ACTIVE", "b ACTIVE");
    assertThat(run.err().substring(run.err().lastIndexOf("\u001b[?25h") + 6))
        .isEqualTo(
            """
            interrupted: 2 of 3 refreshed, 0 failed; what the daemon had begun it still ends
              to go on: rotakeep connection refresh --provider okta (begins anew with all of them)
            """);
  }

  @Test
  void namesTheRunThatCanBeGoneOnWith() {
    daemon.thenStreamsAndStays(Samples.step(5, 0), Samples.run(5));
    var keyboard = new Keyboard();
    var run = Run.on(daemon).onATerminal(100).interruptedBy(keyboard);

    var work =
        CompletableFuture.runAsync(
            () -> run.of("connection", "refresh", "--all", "--yes", "--rate", "2.5"));
    await().until(() -> run.err().contains("refreshing 3 of 5"));
    keyboard.press();
    work.join();

    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err())
        .endsWith(
            """
            run of 2026-11-27T13:59:00Z: 1 rotated, 1 already refreshed, 1 rejected
            older access tokens that may still be used elsewhere: 2, the last until \
            2026-11-27T14:29:12Z
            interrupted: 2 of 5 refreshed, 1 failed; what the daemon had begun it still ends
              to go on: rotakeep connection refresh --all --rate 2.5/s --since 2026-11-27T13:59:00Z
            """);
  }

  @Test
  void endsAWatchQuietly() {
    daemon.thenAnswers(Samples.STATUS);

    var run =
        Run.on(daemon)
            .onATerminal(100)
            .at(Samples.NOW)
            .pausing(
                _ -> {
                  throw new InterruptedException();
                })
            .of("operator", "status", "--watch");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("\u001b[?1049h\u001b[?25l")
        .contains("every 2 s · Ctrl-C ends")
        .containsSubsequence("\u001b[?25h\u001b[?1049l", "version", "faults");
  }

  /** Someone who presses Ctrl-C once. */
  private static final class Keyboard implements Interrupts {
    private final List<Runnable> actions = new ArrayList<>();

    @Override
    public synchronized Watch during(Runnable action) {
      actions.add(action);
      return () -> remove(action);
    }

    private synchronized void remove(Runnable action) {
      actions.remove(action);
    }

    private synchronized List<Runnable> actions() {
      return List.copyOf(actions);
    }

    void press() {
      actions().forEach(Runnable::run);
    }
  }
}
