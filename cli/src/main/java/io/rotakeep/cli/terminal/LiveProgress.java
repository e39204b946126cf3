package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.Glyphs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A line on a terminal with something that turns, from the second second on. */
final class LiveProgress implements Progress {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long FRAME_MILLIS = 120;

  private final StatusLine line;
  private final Glyphs glyphs;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Interrupts.Watch interrupt;
  private volatile Pace pace;

  private LiveProgress(
      StatusLine line, Glyphs glyphs, InstantSource clock, Interrupts interrupts, Pace pace) {
    this.line = line;
    this.glyphs = glyphs;
    this.clock = clock;
    this.pace = pace;
    this.interrupt = interrupts.during(line::end);
  }

  static Progress start(
      Terminal terminal, InstantSource clock, Interrupts interrupts, String activity) {
    var line = new StatusLine(terminal.err(), terminal.tty()::size, terminal.glyphs().ellipsis());
    var pace = new Pace(activity, clock.instant(), 0, 0, 0);
    var progress = new LiveProgress(line, terminal.glyphs(), clock, interrupts, pace);
    Thread.ofPlatform().daemon().name("rotakeep-progress").start(progress::draw);
    return progress;
  }

  private void draw() {
    try {
      long wait = PATIENCE.toMillis();
      for (int turn = 0; !over.await(wait, TimeUnit.MILLISECONDS); turn++) {
        var wheel = glyphs.wheel().get(turn % glyphs.wheel().size());
        line.show(wheel + " " + pace.text(clock.instant(), glyphs));
        wait = FRAME_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void step(long done, long total, long failed) {
    pace = pace.at(done, total, failed);
  }

  @Override
  public void pause() {
    line.erase();
  }

  @Override
  public void close() {
    over.countDown();
    line.end();
    interrupt.close();
  }
}
