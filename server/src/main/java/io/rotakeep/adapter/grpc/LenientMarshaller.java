package io.rotakeep.adapter.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Reads requests, and hands on an {@link Unreadable} for what is none: gRPC itself would call that
 * an internal error of the server, though it is the caller's.
 */
final class LenientMarshaller<T> implements Marshaller<T> {
  private final Marshaller<T> strict;

  LenientMarshaller(Marshaller<T> strict) {
    this.strict = strict;
  }

  @Override
  public InputStream stream(T value) {
    return strict.stream(value);
  }

  @Override
  public T parse(InputStream stream) {
    try {
      return strict.parse(stream);
    } catch (StatusRuntimeException e) {
      boolean large = e.getStatus().getCode() == Code.RESOURCE_EXHAUSTED;
      return instead(large ? Unreadable.TOO_LARGE : Unreadable.MALFORMED);
    }
  }

  @SuppressWarnings("unchecked") // our listeners look before they take it for a message
  private T instead(Unreadable what) {
    return (T) what;
  }
}
