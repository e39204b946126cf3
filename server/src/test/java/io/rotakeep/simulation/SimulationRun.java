package io.rotakeep.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Lives seed after seed on every processor until it has had enough or one fails. */
final class SimulationRun {
  static final String KEPT = "all promises were kept";

  private final long first;
  private final AtomicLong next;
  private final Tally tally = new Tally();
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

  /** A seed and how it ended. */
  private record Failure(long seed, Throwable thrown) {}

  SimulationRun(long first) {
    this.first = first;
    this.next = new AtomicLong(first);
  }

  /** One seed with its trace, whether or not it fails. */
  static String trace(long seed) {
    World world = new World(seed, true, new Tally());
    try {
      world.live();
      return world.trace() + KEPT;
    } catch (RuntimeException | Error e) {
      return world.trace() + "broken: " + e;
    }
  }

  static void live(long seed, Tally tally) {
    new World(seed, false, tally).live();
  }

  /**
   * @throws AssertionError with the first seed that failed, and its trace
   */
  Tally until(BooleanSupplier enough) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofPlatform().name("worlds " + i).start(() -> liveUntil(enough)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Failure failed = failure.get();
    if (failed != null) {
      throw new AssertionError(
          "seed "
              + failed.seed()
              + " after "
              + (failed.seed() - first)
              + ":\n"
              + trace(failed.seed()),
          failed.thrown());
    }
    return tally;
  }

  private void liveUntil(BooleanSupplier enough) {
    while (failure.get() == null && !enough.getAsBoolean()) {
      long seed = next.getAndIncrement();
      try {
        live(seed, tally);
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, new Failure(seed, e));
      }
    }
  }

  /** How many seeds have been taken so far. */
  long begun() {
    return next.get() - first;
  }

  String report(Duration took) {
    long seeds = tally.of(Happening.SEED);
    return String.format(
        Locale.ROOT,
        "%d seeds from %d in %d s, %d a minute%n%s",
        seeds,
        first,
        took.toSeconds(),
        seeds * 60_000 / Math.max(1, took.toMillis()),
        tally);
  }

  /** For runs that are longer than a test may be: the first seed, and for how many seconds. */
  static void main(String[] args) throws InterruptedException {
    SimulationRun run = new SimulationRun(Long.parseLong(args[0]));
    Duration length = Duration.ofSeconds(Long.parseLong(args[1]));
    long start = System.nanoTime();
    run.until(() -> System.nanoTime() - start > length.toNanos());
    System.out.println(run.report(Duration.ofNanos(System.nanoTime() - start)));
  }
}
