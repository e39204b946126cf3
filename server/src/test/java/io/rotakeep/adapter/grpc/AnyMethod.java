package io.rotakeep.adapter.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A method of the API, called without knowing which, so that no new one is forgotten. */
record AnyMethod(MethodDescriptor<Message, Message> method, Message prototype) {

  /** Those about tokens, connections and providers that this version has, without streams in. */
  static List<AnyMethod> built(Channel channel) {
    return Stream.of(
            TokenServiceGrpc.getServiceDescriptor(),
            ConnectionServiceGrpc.getServiceDescriptor(),
            ProviderServiceGrpc.getServiceDescriptor())
        .flatMap(AnyMethod::of)
        .filter(method -> method.isBuilt(channel))
        .toList();
  }

  static Stream<AnyMethod> of(ServiceDescriptor service) {
    return service.getMethods().stream()
        .filter(method -> method.getType().clientSendsOneMessage())
        .map(AnyMethod::of);
  }

  /** Asks it for nothing, which no method of those does. */
  boolean isBuilt(Channel channel) {
    try {
      call(channel, prototype);
      return true;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() != Code.UNIMPLEMENTED;
    }
  }

  @SuppressWarnings("unchecked") // every message of the API is a Message
  private static AnyMethod of(MethodDescriptor<?, ?> method) {
    var typed = (MethodDescriptor<Message, Message>) method;
    var marshaller = (PrototypeMarshaller<Message>) typed.getRequestMarshaller();
    return new AnyMethod(typed, Objects.requireNonNull(marshaller.getMessagePrototype()));
  }

  /** Such as {@code Apply}. */
  String name() {
    return String.valueOf(method.getBareMethodName());
  }

  boolean has(String field) {
    return prototype.getDescriptorForType().findFieldByName(field) != null;
  }

  FieldDescriptor field(String name) {
    return prototype.getDescriptorForType().findFieldByName(name);
  }

  /** An empty request, but for the comment that some demand. */
  Message.Builder request() {
    Message.Builder request = prototype.newBuilderForType();
    if (has("comment")) {
      request.setField(field("comment"), "why");
    }
    return request;
  }

  /** Calls, and takes the first answer if many could come. */
  void call(Channel channel, Message request) {
    CallOptions options = CallOptions.DEFAULT;
    if (method.getType() == MethodType.UNARY) {
      var _ = ClientCalls.blockingUnaryCall(channel, method, options, request);
    } else {
      var _ = ClientCalls.blockingServerStreamingCall(channel, method, options, request).hasNext();
    }
  }
}
