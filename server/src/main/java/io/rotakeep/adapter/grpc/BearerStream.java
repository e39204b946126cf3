package io.rotakeep.adapter.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.rotakeep.core.bearer.TokenBearer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that may outlive the token by which it was opened, and then is ended. What the method
 * still sends after that goes nowhere, and it hears that nobody listens any more.
 */
final class BearerStream<Q, A> extends BearerCall<Q, A> {
  private final Consumer<BearerStream<?, ?>> over;
  private final ReentrantLock lock = new ReentrantLock();
  private ServerCall.@Nullable Listener<Q> method;
  private volatile boolean ended;
  private boolean outlived;

  /**
   * @param over is told when the call has ended
   */
  BearerStream(ServerCall<Q, A> call, TokenBearer bearer, Consumer<BearerStream<?, ?>> over) {
    super(call, bearer);
    this.over = over;
  }

  /** What the call's events go to from now on. */
  ServerCall.Listener<Q> heardBy(ServerCall.Listener<Q> listener) {
    boolean late;
    lock.lock();
    try {
      method = listener;
      late = outlived;
    } finally {
      lock.unlock();
    }
    if (late) {
      listener.onCancel();
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onComplete() {
        over.accept(BearerStream.this);
        super.onComplete();
      }

      @Override
      public void onCancel() {
        over.accept(BearerStream.this);
        super.onCancel();
      }
    };
  }

  /** The token has ended. */
  void outlive(ErrorReply reply) {
    ServerCall.Listener<Q> told;
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      outlived = true;
      told = method;
      reply.close(delegate());
    } finally {
      lock.unlock();
    }
    over.accept(this);
    if (told != null) {
      told.onCancel();
    }
  }

  @Override
  public void sendHeaders(Metadata headers) {
    unlessEnded(() -> super.sendHeaders(headers));
  }

  @Override
  public void sendMessage(A message) {
    unlessEnded(() -> super.sendMessage(message));
  }

  @Override
  public void close(Status status, Metadata trailers) {
    unlessEnded(
        () -> {
          ended = true;
          super.close(status, trailers);
        });
  }

  @Override
  public boolean isReady() {
    return !ended && super.isReady();
  }

  @Override
  public boolean isCancelled() {
    return ended || super.isCancelled();
  }

  private void unlessEnded(Runnable act) {
    lock.lock();
    try {
      if (!ended) {
        act.run();
      }
    } finally {
      lock.unlock();
    }
  }
}
