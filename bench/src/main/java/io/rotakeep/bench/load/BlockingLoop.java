package io.rotakeep.bench.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A closed loop over something that makes its caller wait: each thread asks again and again. */
public final class BlockingLoop {
  private final int threads;
  private final ThreadFactory factory;

  private BlockingLoop(int threads, ThreadFactory factory) {
    this.threads = threads;
    this.factory = factory;
  }

  /** For what computes. */
  public static BlockingLoop onPlatformThreads(int threads) {
    return new BlockingLoop(threads, Thread.ofPlatform().name("bench-worker-", 0).factory());
  }

  /** For what waits. */
  public static BlockingLoop onVirtualThreads(int threads) {
    return new BlockingLoop(threads, Thread.ofVirtual().factory());
  }

  /** What each turn does; {@code worker} counts from 0 and is one thread's own. */
  public interface Turn {
    void run(int worker) throws Exception;
  }

  public Figures run(Duration length, Turn turn) {
    Latencies latencies = new Latencies();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    Costs before = Costs.now();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (ExecutorService workers = Executors.newThreadPerTaskExecutor(factory)) {
      for (int i = 0; i < threads; i++) {
        int worker = i;
        workers.execute(() -> repeat(turn, worker, end, latencies, failure));
      }
    }
    long elapsed = System.nanoTime() - start;
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed under load", failed);
    }
    return latencies.figures(elapsed, Costs.now().since(before));
  }

  private static void repeat(
      Turn turn,
      int worker,
      long end,
      Latencies latencies,
      AtomicReference<@Nullable Exception> failure) {
    try {
      long asked = System.nanoTime();
      while (asked < end && failure.get() == null) {
        turn.run(worker);
        long answered = System.nanoTime();
        latencies.add(answered - asked);
        asked = answered;
      }
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }
}
