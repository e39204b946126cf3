package io.rotakeep.adapter.grpc;

/** What a method does with one request; may block, throws what {@link Errors} can explain. */
interface UnaryMethod<Q, A> {
  A answer(RpcCall call, Q request);
}
