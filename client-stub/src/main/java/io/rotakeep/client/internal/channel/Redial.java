package io.rotakeep.client.internal.channel;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a channel connect at once. By itself gRPC waits up to two minutes between attempts, so that
 * a daemon that is back would long be taken for dead. At most once a second, however many ask.
 */
public final class Redial implements Runnable {
  private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

  private final ManagedChannel channel;
  private final AtomicLong last = new AtomicLong(System.nanoTime() - LEAST_NANOS);

  public Redial(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public void run() {
    long before = last.get();
    long now = System.nanoTime();
    if (now - before >= LEAST_NANOS && last.compareAndSet(before, now)) {
      channel.resetConnectBackoff();
    }
  }
}
