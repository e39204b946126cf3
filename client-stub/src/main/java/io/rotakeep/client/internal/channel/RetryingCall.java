package io.rotakeep.client.internal.channel;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call with one request and one answer that may be made several times. Thread-safe. */
final class RetryingCall<Q, A> extends ClientCall<Q, A> {
  private final Supplier<ClientCall<Q, A>> calls;
  private final CallOptions options;
  private final Predicate<Q> safe;
  private final SafeRetries rules;
  private final Context context = Context.current();

  @GuardedBy("this")
  private @Nullable ClientCall<Q, A> call;

  @GuardedBy("this")
  private @Nullable Listener<A> listener;

  @GuardedBy("this")
  private Metadata headers = new Metadata();

  @GuardedBy("this")
  private @Nullable Q request;

  @GuardedBy("this")
  private boolean complete;

  @GuardedBy("this")
  private int wanted;

  @GuardedBy("this")
  private int attempts;

  @GuardedBy("this")
  private @Nullable Future<?> pause;

  RetryingCall(
      Supplier<ClientCall<Q, A>> calls, CallOptions options, Predicate<Q> safe, SafeRetries rules) {
    this.calls = calls;
    this.options = options;
    this.safe = safe;
    this.rules = rules;
  }

  @Override
  public synchronized void start(Listener<A> told, Metadata sent) {
    listener = told;
    headers = sent;
    attempt(told);
  }

  @GuardedBy("this")
  private ClientCall<Q, A> attempt(Listener<A> told) {
    ClientCall<Q, A> begun = calls.get();
    call = begun;
    attempts++;
    Metadata copy = new Metadata();
    copy.merge(headers);
    begun.start(new Answer(told), copy);
    return begun;
  }

  @Override
  public synchronized void request(int messages) {
    wanted += messages;
    if (call != null) {
      call.request(messages);
    }
  }

  @Override
  public synchronized void sendMessage(Q message) {
    request = message;
    if (call != null) {
      call.sendMessage(message);
    }
  }

  @Override
  public synchronized void halfClose() {
    complete = true;
    if (call != null) {
      call.halfClose();
    }
  }

  @Override
  public synchronized void cancel(@Nullable String message, @Nullable Throwable cause) {
    if (pause != null && pause.cancel(false) && listener != null) {
      Listener<A> told = listener;
      Status status = Status.CANCELLED.withDescription(message).withCause(cause);
      Executor executor = options.getExecutor();
      (executor == null ? (Executor) Runnable::run : executor)
          .execute(() -> told.onClose(status, new Metadata()));
    } else if (call != null) {
      call.cancel(message, cause);
    }
  }

  /** Whether another attempt will be made after this failure. */
  private synchronized boolean isToBeRepeated(Status status, Metadata trailers) {
    if (!complete || request == null || !safe.test(request)) {
      return false;
    }
    Duration length = rules.pauseAfter(attempts, status, trailers);
    if (length == null || !leaves(options.getDeadline(), length)) {
      return false;
    }
    try {
      pause = rules.timer().schedule(context.wrap(this::repeat), length.toNanos(), NANOSECONDS);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }

  private static boolean leaves(@Nullable Deadline deadline, Duration length) {
    return deadline == null || deadline.timeRemaining(NANOSECONDS) > length.toNanos();
  }

  private synchronized void repeat() {
    pause = null;
    if (listener == null || request == null) {
      return;
    }
    rules.redial().run();
    ClientCall<Q, A> begun = attempt(listener);
    begun.request(wanted);
    begun.sendMessage(request);
    begun.halfClose();
  }

  private final class Answer
      extends ForwardingClientCallListener.SimpleForwardingClientCallListener<A> {
    private boolean answered;

    Answer(Listener<A> told) {
      super(told);
    }

    @Override
    public void onHeaders(Metadata received) {
      answered = true;
      super.onHeaders(received);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (answered || !isToBeRepeated(status, trailers)) {
        super.onClose(status, trailers);
      }
    }
  }
}
