package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status.Code;
import io.rotakeep.core.BugException;
import java.util.HashMap;
import java.util.Map;

/** Binds the methods of one service; those that are left out answer UNIMPLEMENTED. */
final class ServiceBinding {
  private final ServiceDescriptor service;
  private final Calls calls;
  private final Map<String, ServerCallHandler<?, ?>> handlers = new HashMap<>();

  ServiceBinding(ServiceDescriptor service, Calls calls) {
    this.service = service;
    this.calls = calls;
  }

  <Q, A> ServiceBinding unary(MethodDescriptor<Q, A> method, UnaryMethod<Q, A> action) {
    UnaryMethod<Q, A> once = calls.once(action);
    return handle(method, new UnaryHandler<>(calls, ruleOf(method), unsealedOnly(once)));
  }

  /** Works while the daemon is sealed too. */
  <Q, A> ServiceBinding always(MethodDescriptor<Q, A> method, UnaryMethod<Q, A> action) {
    return handle(method, new UnaryHandler<>(calls, ruleOf(method), action));
  }

  <Q, A> ServiceBinding streaming(MethodDescriptor<Q, A> method, StreamingMethod<Q, A> action) {
    StreamingMethod<Q, A> guarded =
        (call, request, out) -> {
          requireUnsealed();
          action.answer(call, request, out);
        };
    return handle(method, new StreamingHandler<>(calls, ruleOf(method), guarded));
  }

  <Q, A> ServiceBinding exchange(MethodDescriptor<Q, A> method, UnaryMethod<Q, A> action) {
    return handle(method, new ExchangeHandler<>(calls, ruleOf(method), unsealedOnly(action)));
  }

  <Q, A> ServiceBinding handle(MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> handler) {
    handlers.put(method.getFullMethodName(), handler);
    return this;
  }

  ServerServiceDefinition build() {
    return build(unimplemented());
  }

  /**
   * @param others for the methods that are left out
   */
  ServerServiceDefinition build(ServerCallHandler<?, ?> others) {
    ServiceDescriptor.Builder lenient =
        ServiceDescriptor.newBuilder(service.getName())
            .setSchemaDescriptor(service.getSchemaDescriptor());
    Map<String, MethodDescriptor<?, ?>> methods = new HashMap<>();
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      MethodDescriptor<?, ?> tolerant = tolerant(method);
      methods.put(method.getFullMethodName(), tolerant);
      lenient.addMethod(tolerant);
    }
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(lenient.build());
    methods.forEach((name, method) -> add(definition, method, handlers.getOrDefault(name, others)));
    return definition.build();
  }

  static CallRule ruleOf(MethodDescriptor<?, ?> method) {
    return MethodRoles.ruleOf(method.getFullMethodName())
        .orElseThrow(
            () -> new BugException("nobody may call " + method.getFullMethodName() + ": no rule"));
  }

  private <Q, A> UnaryMethod<Q, A> unsealedOnly(UnaryMethod<Q, A> action) {
    return (call, request) -> {
      requireUnsealed();
      return action.answer(call, request);
    };
  }

  private void requireUnsealed() {
    if (!calls.unsealed()) {
      throw ErrorReply.sealed().toException();
    }
  }

  private static <Q, A> MethodDescriptor<Q, A> tolerant(MethodDescriptor<Q, A> method) {
    return method.toBuilder()
        .setRequestMarshaller(new LenientMarshaller<>(method.getRequestMarshaller()))
        .build();
  }

  @SuppressWarnings("unchecked") // a method and its handler came in as a pair, or it fits all
  private static <Q, A> void add(
      ServerServiceDefinition.Builder definition,
      MethodDescriptor<?, ?> method,
      ServerCallHandler<?, ?> handler) {
    definition.addMethod((MethodDescriptor<Q, A>) method, (ServerCallHandler<Q, A>) handler);
  }

  private static <Q, A> ServerCallHandler<Q, A> unimplemented() {
    return (ServerCall<Q, A> call, Metadata _) -> {
      String name = call.getMethodDescriptor().getFullMethodName();
      ErrorReply.bare(Code.UNIMPLEMENTED, name + " is not part of this daemon's version")
          .close(call);
      return new ServerCall.Listener<>() {};
    };
  }
}
