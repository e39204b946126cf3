package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status.Code;
import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/**
 * Lets no call through whose caller is not known, whatever the service. A call has one caller: by
 * its token where it brings one, else by its connection; a certificate and a token together are
 * refused.
 */
final class CallerInterceptor implements ServerInterceptor {
  private final @Nullable TokenCallers tokens;

  /**
   * @param tokens null where a token says nothing
   */
  CallerInterceptor(@Nullable TokenCallers tokens) {
    this.tokens = tokens;
  }

  /** The same whatever was wrong, so that trying teaches nobody anything. */
  static ErrorReply unproved() {
    return ErrorReply.of(
        Code.UNAUTHENTICATED,
        ErrorReason.ERROR_REASON_CALLER_UNKNOWN,
        "who calls must be proved, in one way: by a client certificate with exactly one SPIFFE ID,"
            + " or else exactly one DNS name, or by a living token of an issuer in listen.jwt");
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return tokens == null
        ? byConnection(call, headers, next)
        : switch (BearerHeader.in(headers)) {
          case BearerHeader.Found.Nothing _ -> byConnection(call, headers, next);
          case BearerHeader.Found.Odd _ -> tokens.refuse(call, headers, TokenFault.PROOF);
          case BearerHeader.Found.Token(byte[] token) ->
              CallerRecognition.hasCertificate(call)
                  ? tokens.refuse(call, headers, TokenFault.PROOF)
                  : tokens.start(call, headers, token, next);
        };
  }

  private static <Q, A> ServerCall.Listener<Q> byConnection(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (CallerRecognition.isKnown(call)) {
      return next.startCall(call, headers);
    }
    unproved().close(call);
    return new ServerCall.Listener<>() {};
  }
}
