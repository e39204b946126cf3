package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.v1.IncidentServiceGrpc;

/** {@code rotakeep.v1.IncidentService}, of which nothing is there yet but its place. */
public final class IncidentGrpcService {
  private final Calls calls;

  public IncidentGrpcService(Calls calls) {
    this.calls = calls;
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(IncidentServiceGrpc.getServiceDescriptor(), calls).build();
  }
}
