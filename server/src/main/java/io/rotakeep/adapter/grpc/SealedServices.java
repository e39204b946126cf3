package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.stream.Stream;

/** What a sealed daemon offers: its state, and the way to unseal it. */
public final class SealedServices {
  private static final List<ServiceDescriptor> ALL =
      List.of(
          TokenServiceGrpc.getServiceDescriptor(),
          ConnectionServiceGrpc.getServiceDescriptor(),
          ProviderServiceGrpc.getServiceDescriptor(),
          IncidentServiceGrpc.getServiceDescriptor(),
          SystemServiceGrpc.getServiceDescriptor());

  private SealedServices() {}

  /** Every method of the API; all but the seal's own answer SEALED to whoever has an identity. */
  public static List<ServerServiceDefinition> of(Calls calls, SealHandling seal) {
    return ALL.stream().map(service -> definition(service, calls, seal)).toList();
  }

  private static ServerServiceDefinition definition(
      ServiceDescriptor service, Calls calls, SealHandling seal) {
    ServiceBinding binding = new ServiceBinding(service, calls);
    if (service.getName().equals(SystemServiceGrpc.SERVICE_NAME)) {
      binding
          .always(SystemServiceGrpc.getGetStatusMethod(), (_, _) -> seal.status().build())
          .always(SystemServiceGrpc.getUnsealMethod(), seal::unseal)
          .always(SystemServiceGrpc.getSealMethod(), seal::seal);
    }
    return binding.build(sealed());
  }

  private static <Q, A> ServerCallHandler<Q, A> sealed() {
    return (ServerCall<Q, A> call, Metadata _) -> {
      ErrorReply.sealed().close(call);
      return new ServerCall.Listener<>() {};
    };
  }

  /** The names of all services, for health. */
  public static Stream<String> names() {
    return ALL.stream().map(ServiceDescriptor::getName);
  }
}
