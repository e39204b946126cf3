package io.rotakeep.adapter.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ServerCall;
import io.rotakeep.core.bearer.TokenBearer;
import io.rotakeep.core.caller.Caller;

/** A call whose caller is who has shown its token, and not who made the connection. */
class BearerCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private final TokenBearer bearer;

  BearerCall(ServerCall<Q, A> call, TokenBearer bearer) {
    super(call);
    this.bearer = bearer;
  }

  final Caller caller() {
    return bearer.caller();
  }

  final TokenBearer bearer() {
    return bearer;
  }
}
