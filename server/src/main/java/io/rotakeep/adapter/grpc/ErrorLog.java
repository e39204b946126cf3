package io.rotakeep.adapter.grpc;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is written of failed calls: so many lines in a minute for each caller, then only how many
 * more there were. So nobody can fill a disk, or hide one line among a million. Thread-safe.
 */
final class ErrorLog {
  /** For one caller, in one window. */
  static final int LINES = 20;

  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final System.Logger LOG = System.getLogger(ErrorLog.class.getName());

  /** Beyond as many in a window they are counted together. */
  private static final int CALLERS = 1024;

  private static final String OTHERS = "others";

  private final InstantSource clock;
  private final AtomicReference<Window> current;

  private record Window(Instant end, Map<String, LongAdder> failed) {
    static Window from(Instant begin) {
      return new Window(begin.plus(WINDOW), new ConcurrentHashMap<>());
    }
  }

  ErrorLog(InstantSource clock) {
    this.clock = clock;
    this.current = new AtomicReference<>(Window.from(clock.instant()));
  }

  /**
   * @param thrown written with its stack; null for none
   */
  void write(Level level, String caller, String text, @Nullable Throwable thrown) {
    Map<String, LongAdder> failed = window().failed();
    String key = failed.size() < CALLERS || failed.containsKey(caller) ? caller : OTHERS;
    LongAdder count = failed.computeIfAbsent(key, _ -> new LongAdder());
    if (count.sum() < LINES) {
      LOG.log(level, text, thrown);
    }
    count.increment();
  }

  private Window window() {
    Window open = current.get();
    Instant now = clock.instant();
    // A clock that was set back must not keep a window open for hours.
    boolean over = !now.isBefore(open.end()) || now.isBefore(open.end().minus(WINDOW));
    if (!over) {
      return open;
    }
    Window next = Window.from(now);
    if (!current.compareAndSet(open, next)) {
      return current.get();
    }
    open.failed().forEach(ErrorLog::tellOfTheRest);
    return next;
  }

  private static void tellOfTheRest(String caller, LongAdder failed) {
    long unwritten = failed.sum() - LINES;
    if (unwritten > 0) {
      LOG.log(
          Level.WARNING,
          "{0} more failed calls of {1} within a minute were not written",
          unwritten,
          caller);
    }
  }
}
