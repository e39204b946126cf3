package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.Glyphs;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A line now and then, for a log that nobody can take a line away from. */
final class LoggedProgress implements Progress {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final Glyphs glyphs;
  private final InstantSource clock;
  private Pace pace;
  private Instant next;

  LoggedProgress(Terminal terminal, InstantSource clock, String activity) {
    this.err = terminal.err();
    this.glyphs = terminal.glyphs();
    this.clock = clock;
    this.pace = new Pace(activity, clock.instant(), 0, 0, 0);
    this.next = clock.instant().plus(EVERY);
  }

  @Override
  public synchronized void step(long done, long total, long failed) {
    pace = pace.at(done, total, failed);
    var now = clock.instant();
    if (!now.isBefore(next)) {
      err.println(pace.text(now, glyphs));
      err.flush();
      next = now.plus(EVERY);
    }
  }

  @Override
  public void pause() {}

  @Override
  public void close() {}
}
