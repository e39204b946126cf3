package io.rotakeep.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of calls in flight: each answer sends the next question. Shows how many
 * calls there can be, and flatters latencies: a server that stalls is asked less. For these there
 * is {@link PacedLoop}.
 */
public final class ClosedLoop {
  private final AsyncCall call;
  private final int inFlight;

  public ClosedLoop(AsyncCall call, int inFlight) {
    this.call = call;
    this.inFlight = inFlight;
  }

  public Figures run(Duration length) throws InterruptedException {
    return run(System.nanoTime() + length.toNanos(), Long.MAX_VALUE);
  }

  /** That many calls and no more. */
  public Figures run(long calls) throws InterruptedException {
    return run(Long.MAX_VALUE, calls);
  }

  private Figures run(long end, long calls) throws InterruptedException {
    Run run = new Run(end, calls);
    Costs before = Costs.now();
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      run.underWay.incrementAndGet();
      run.next();
    }
    run.left();
    run.drained.await();
    long elapsed = System.nanoTime() - start;
    Throwable failed = run.failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed under load", failed);
    }
    return run.latencies.figures(elapsed, Costs.now().since(before));
  }

  /** One measurement. It counts itself as under way until all chains have begun. */
  private final class Run {
    private final long end;
    private final AtomicLong remaining;
    private final AtomicInteger underWay = new AtomicInteger(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Latencies latencies = new Latencies();

    private Run(long end, long calls) {
      this.end = end;
      this.remaining = new AtomicLong(calls);
    }

    private void next() {
      if (System.nanoTime() >= end || failure.get() != null || remaining.decrementAndGet() < 0) {
        left();
        return;
      }
      long asked = System.nanoTime();
      call.start(
          thrown -> {
            if (thrown == null) {
              latencies.add(System.nanoTime() - asked);
            } else {
              failure.compareAndSet(null, thrown);
            }
            next();
          });
    }

    private void left() {
      if (underWay.decrementAndGet() == 0) {
        drained.countDown();
      }
    }
  }
}
