package io.rotakeep.core.access;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A watch's receiver, on a thread of its own; it can be slow, and it can go away. */
final class WatchingReceiver implements WatchSink, AutoCloseable {
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean open = true;
  private volatile CountDownLatch reading = new CountDownLatch(0);
  private volatile @Nullable Throwable failure;

  /**
   * @param cursor where to resume after this event
   */
  record Told(WatchEvent event, String cursor) {}

  private WatchingReceiver(TokenWatch watch, WatchRequest request) {
    this.thread = Thread.ofVirtual().unstarted(() -> follow(watch, request));
  }

  static WatchingReceiver of(TokenWatch watch, WatchRequest request) {
    WatchingReceiver receiver = new WatchingReceiver(watch, request);
    receiver.thread.start();
    return receiver;
  }

  private void follow(TokenWatch watch, WatchRequest request) {
    try {
      watch.follow(request, this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** The next event; fails after half a minute. */
  Told next() throws InterruptedException {
    Told next = told.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no event came", failure);
    }
    return next;
  }

  /** The next event that is not merely a sign of life. */
  Told nextChange() throws InterruptedException {
    Told next = next();
    while (next.event() instanceof WatchEvent.Synced) {
      next = next();
    }
    return next;
  }

  boolean hasMore() {
    return !told.isEmpty();
  }

  /** Takes one more event, and no other until the latch opens. */
  void stall(CountDownLatch until) {
    reading = until;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  boolean ended(long seconds) throws InterruptedException {
    return thread.join(Duration.ofSeconds(seconds));
  }

  @Override
  public boolean send(WatchEvent event, String cursor) {
    // Taken before anybody can hear of the event: who stalls after it means the next one.
    CountDownLatch latch = reading;
    told.add(new Told(event, cursor));
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return open;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
  }
}
