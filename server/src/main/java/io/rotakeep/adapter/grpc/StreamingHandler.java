package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/** Runs a method that answers with a stream, on a virtual thread, without a deadline of ours. */
final class StreamingHandler<Q, A> implements ServerCallHandler<Q, A> {
  private final Calls calls;
  private final CallRule rule;
  private final StreamingMethod<Q, A> method;

  StreamingHandler(Calls calls, CallRule rule, StreamingMethod<Q, A> method) {
    this.calls = calls;
    this.rule = rule;
    this.method = method;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    RpcCall begun = calls.begin(call, headers, rule);
    Outbound<A> out = new Outbound<>(call);
    return new Requests<>(call) {
      @Override
      void complete(Q request) {
        calls.executor().execute(() -> run(begun, request, call, out));
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

  private void run(RpcCall begun, Q request, ServerCall<Q, A> call, Outbound<A> out) {
    calls.opened(out);
    try {
      calls.count(begun.caller());
      begun.admit();
      method.answer(begun, request, out);
      calls.end(call, out);
    } catch (Throwable e) {
      ErrorReply reply = Errors.of(e, begun.log());
      if (out.isOpen() || out.isStopped()) {
        reply.close(call);
      }
    } finally {
      calls.closed(out);
    }
  }
}
