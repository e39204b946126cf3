package io.rotakeep.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts calls at times laid down beforehand, whether or not earlier ones have been answered, and
 * takes each latency from when its call was due. So a stall counts for all who would have met it:
 * no coordinated omission. What the timer of the system adds, it adds to every contender.
 */
public final class PacedLoop {
  private final AsyncCall call;
  private final long intervalNanos;

  public PacedLoop(AsyncCall call, int perSecond) {
    this.call = call;
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
  }

  public Figures run(Duration length) throws InterruptedException {
    return run(Math.max(1, length.toNanos() / intervalNanos));
  }

  public Figures run(long calls) throws InterruptedException {
    Latencies latencies = new Latencies();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Semaphore answered = new Semaphore(0);
    CountDownLatch asked = new CountDownLatch(1);
    Costs before = Costs.now();
    long start = System.nanoTime();
    Thread.ofPlatform()
        .name(Costs.CLIENT + "-pace")
        .daemon()
        .start(
            () -> {
              OwnTurns.take();
              for (long i = 0; i < calls; i++) {
                long due = start + i * intervalNanos;
                awaitTime(due);
                call.start(
                    thrown -> {
                      latencies.add(System.nanoTime() - due);
                      failure.compareAndSet(null, thrown);
                      answered.release();
                    });
              }
              asked.countDown();
            });
    asked.await();
    answered.acquire(Math.toIntExact(calls));
    long elapsed = System.nanoTime() - start;
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed under load", failed);
    }
    return latencies.figures(elapsed, Costs.now().since(before));
  }

  private static void awaitTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
