package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Answers each message of a stream with one, in order, on a virtual thread. What waits for its
 * answer is bounded by how many messages are asked for. Each counts like a call, and waits for its
 * turn when there are too many.
 */
final class ExchangeHandler<Q, A> implements ServerCallHandler<Q, A> {
  private static final int WAITING = 32;

  private final Calls calls;
  private final CallRule rule;
  private final UnaryMethod<Q, A> method;

  ExchangeHandler(Calls calls, CallRule rule, UnaryMethod<Q, A> method) {
    this.calls = calls;
    this.rule = rule;
    this.method = method;
  }

  /** What the caller's side of the stream brought. */
  private sealed interface Arrival<Q> {
    record Message<Q>(Q message) implements Arrival<Q> {}

    record Illegible<Q>(Unreadable what) implements Arrival<Q> {}

    record End<Q>() implements Arrival<Q> {}
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    RpcCall begun = calls.begin(call, headers, rule);
    BlockingQueue<Arrival<Q>> arrivals = new LinkedBlockingQueue<>();
    Outbound<A> out = new Outbound<>(call, () -> arrivals.add(new Arrival.End<>()));
    calls.executor().execute(() -> run(begun, arrivals, call, out));
    call.request(WAITING);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(Q message) {
        arrivals.add(
            (Object) message instanceof Unreadable what
                ? new Arrival.Illegible<>(what)
                : new Arrival.Message<>(message));
      }

      @Override
      public void onHalfClose() {
        arrivals.add(new Arrival.End<>());
      }

      @Override
      public void onReady() {
        out.ready();
      }

      @Override
      public void onCancel() {
        out.end();
      }
    };
  }

  private void run(
      RpcCall begun, BlockingQueue<Arrival<Q>> arrivals, ServerCall<Q, A> call, Outbound<A> out) {
    calls.opened(out);
    try {
      calls.count(begun.caller());
      begun.admit();
      while (answer(begun, arrivals.take(), out)) {
        call.request(1);
      }
      calls.end(call, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      ErrorReply reply = Errors.of(e, begun.log());
      if (out.isOpen() || out.isStopped()) {
        reply.close(call);
      }
    } finally {
      calls.closed(out);
    }
  }

  private boolean answer(RpcCall begun, Arrival<Q> arrival, Outbound<A> out) {
    return switch (arrival) {
      case Arrival.Message<Q>(Q message) ->
          out.isOpen()
              && calls.countMessage(begun.caller(), out)
              && out.sendDone(method.answer(begun, message));
      case Arrival.Illegible<Q>(Unreadable what) -> throw what.reply().toException();
      case Arrival.End<Q>() -> false;
    };
  }
}
