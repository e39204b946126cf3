package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status.Code;
import io.rotakeep.v1.ErrorReason;

/** Lets no call through whose caller is not known, whatever the service. */
final class CallerInterceptor implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (CallerRecognition.isKnown(call)) {
      return next.startCall(call, headers);
    }
    ErrorReply.of(
            Code.UNAUTHENTICATED,
            ErrorReason.ERROR_REASON_CALLER_UNKNOWN,
            "the client certificate must have exactly one SPIFFE ID, or else exactly one DNS name")
        .close(call);
    return new ServerCall.Listener<>() {};
  }
}
