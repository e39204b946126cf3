package io.rotakeep.adapter.grpc;

/** A method that answers with many messages, on a thread of its own; may block. */
interface StreamingMethod<Q, A> {
  void answer(RpcCall call, Q request, Outbound<A> out);
}
