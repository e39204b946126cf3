package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a method on a virtual thread and answers once: with what it returned, with what it threw, or
 * with the deadline, whichever comes first. The method is never interrupted.
 */
final class UnaryHandler<Q, A> implements ServerCallHandler<Q, A> {
  private final Calls calls;
  private final CallRule rule;
  private final UnaryMethod<Q, A> method;

  UnaryHandler(Calls calls, CallRule rule, UnaryMethod<Q, A> method) {
    this.calls = calls;
    this.rule = rule;
    this.method = method;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    RpcCall begun = calls.begin(call, headers, rule);
    return new Requests<>(call) {
      @Override
      void complete(Q request) {
        run(begun, request, call);
      }
    };
  }

  private void run(RpcCall begun, Q request, ServerCall<Q, A> call) {
    CompletableFuture<A> answered =
        CompletableFuture.supplyAsync(
                () -> {
                  calls.count(begun.caller());
                  begun.admit();
                  A answer = method.answer(begun, request);
                  begun.requireAsked();
                  return answer;
                },
                calls.executor())
            .orTimeout(begun.patience().toNanos(), TimeUnit.NANOSECONDS);
    var _ = answered.whenComplete((answer, thrown) -> reply(begun, call, answer, thrown));
  }

  private static <A> void reply(
      RpcCall begun, ServerCall<?, A> call, @Nullable A answer, @Nullable Throwable thrown) {
    if (call.isCancelled()) {
      return;
    }
    if (thrown != null || answer == null) {
      Errors.of(thrown == null ? new NullPointerException("no answer") : thrown, begun.log())
          .close(call);
      return;
    }
    call.sendHeaders(new Metadata());
    call.sendMessage(answer);
    call.close(Status.OK, new Metadata());
  }
}
