package io.rotakeep.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps a fixed number of calls in flight: each answer sends the next question. */
final class ClosedLoop {
  private final TokenServiceGrpc.TokenServiceFutureStub stub;
  private final List<GetAccessTokenRequest> requests;
  private final int inFlight;

  ClosedLoop(ManagedChannel channel, List<String> connections, int inFlight) {
    this.stub = TokenServiceGrpc.newFutureStub(channel);
    this.requests =
        connections.stream()
            .map(id -> GetAccessTokenRequest.newBuilder().setConnection(id).build())
            .toList();
    this.inFlight = inFlight;
  }

  /**
   * @param perSecond answers a second
   * @param p50 and the others in milliseconds
   */
  record Figures(double perSecond, double p50, double p99, double p999) {}

  Figures run(Duration length) throws InterruptedException {
    Run run = new Run(System.nanoTime() + length.toNanos());
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      run.ask();
    }
    run.drained.await();
    Throwable failed = run.failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed under load", failed);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return run.latencies.figures(seconds);
  }

  /** One measurement. */
  private final class Run {
    private final long end;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Latencies latencies = new Latencies();

    private Run(long end) {
      this.end = end;
    }

    private void ask() {
      int turn = Math.floorMod(next.getAndIncrement(), requests.size());
      underWay.incrementAndGet();
      long asked = System.nanoTime();
      Futures.addCallback(
          stub.getAccessToken(requests.get(turn)),
          new FutureCallback<GetAccessTokenResponse>() {
            @Override
            public void onSuccess(GetAccessTokenResponse answer) {
              answered(asked);
            }

            @Override
            public void onFailure(Throwable thrown) {
              failure.set(thrown);
              stopped.set(true);
              left();
            }
          },
          MoreExecutors.directExecutor());
    }

    private void answered(long asked) {
      long now = System.nanoTime();
      latencies.add(now - asked);
      if (now < end && !stopped.get()) {
        ask();
      }
      left();
    }

    private void left() {
      if (underWay.decrementAndGet() == 0) {
        drained.countDown();
      }
    }
  }
}
