package io.rotakeep.examples;

import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.rotakeep.client.RotakeepClient;

/** A call to a provider's gRPC service; the health service stands for yours. */
public final class CallByGrpc {
  private final HealthGrpc.HealthBlockingStub service;

  public CallByGrpc(RotakeepClient rotakeep, String connection, Channel provider) {
    service =
        HealthGrpc.newBlockingStub(provider)
            .withCallCredentials(rotakeep.callCredentials(connection));
  }

  public String check() {
    return service.check(HealthCheckRequest.getDefaultInstance()).getStatus().name();
  }
}
