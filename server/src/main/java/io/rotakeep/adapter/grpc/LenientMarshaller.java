package io.rotakeep.adapter.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests, and makes null of what is none: gRPC itself would call that an internal error of
 * the server, though it is the caller's.
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
  @SuppressWarnings("NullAway") // gRPC passes a null on to the listener, and ours expects it
  public @Nullable T parse(InputStream stream) {
    try {
      return strict.parse(stream);
    } catch (StatusRuntimeException malformed) {
      return null;
    }
  }
}
