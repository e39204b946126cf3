package io.rotakeep.adapter.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status.Code;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers for every method that does not exist, to known callers only and under one name: what
 * callers make up shows neither in an answer nor in a metric.
 */
final class UnknownMethods extends HandlerRegistry {
  private static final MethodDescriptor<InputStream, InputStream> ANY =
      MethodDescriptor.<InputStream, InputStream>newBuilder()
          .setType(MethodType.UNKNOWN)
          .setFullMethodName("rotakeep/unknown")
          .setRequestMarshaller(new Unread())
          .setResponseMarshaller(new Unread())
          .build();

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
    return ServerMethodDefinition.create(ANY, UnknownMethods::refuse);
  }

  private static ServerCall.Listener<InputStream> refuse(
      ServerCall<InputStream, InputStream> call, Metadata headers) {
    ErrorReply.bare(
            Code.UNIMPLEMENTED,
            "no such method in this daemon's version; compare rotakeep operator status")
        .close(call);
    return new ServerCall.Listener<>() {};
  }

  private static final class Unread implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}
