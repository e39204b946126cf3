package io.rotakeep.adapter.grpc;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a call's events, in order, until it is known who hears them. They are few: no message comes
 * before one is asked for.
 */
final class AwaitedListener<Q> extends ServerCall.Listener<Q> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Consumer<ServerCall.Listener<Q>>> waiting = new ArrayDeque<>();
  private volatile ServerCall.@Nullable Listener<Q> heard;

  /** Gives what has come to {@code listener}, and from then on all that comes. */
  void heardBy(ServerCall.Listener<Q> listener) {
    while (true) {
      Consumer<ServerCall.Listener<Q>> next;
      lock.lock();
      try {
        next = waiting.poll();
        if (next == null) {
          heard = listener;
          return;
        }
      } finally {
        lock.unlock();
      }
      next.accept(listener);
    }
  }

  @Override
  public void onMessage(Q message) {
    deliver(listener -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    deliver(ServerCall.Listener::onHalfClose);
  }

  @Override
  public void onCancel() {
    deliver(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    deliver(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    deliver(ServerCall.Listener::onReady);
  }

  private void deliver(Consumer<ServerCall.Listener<Q>> event) {
    ServerCall.Listener<Q> listener = heard;
    if (listener == null) {
      lock.lock();
      try {
        listener = heard;
        if (listener == null) {
          waiting.add(event);
          return;
        }
      } finally {
        lock.unlock();
      }
    }
    event.accept(listener);
  }
}
