package io.rotakeep.cli.terminal;

import java.time.InstantSource;
import java.util.Map;

/** Chooses how progress is told. */
public final class Progresses {
  private final Terminal terminal;
  private final InstantSource clock;
  private final Interrupts interrupts;

  public Progresses(Terminal terminal, InstantSource clock, Interrupts interrupts) {
    this.terminal = terminal;
    this.clock = clock;
    this.interrupts = interrupts;
  }

  /** On a terminal that can take a line away, live; elsewhere now and then. */
  public Progress start(Map<String, String> environment, String activity) {
    return terminal.tty().errors() && !ColorWhen.isDumb(environment)
        ? LiveProgress.start(terminal, clock, interrupts, activity)
        : new LoggedProgress(terminal, clock, activity);
  }
}
