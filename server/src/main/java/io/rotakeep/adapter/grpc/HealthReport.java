package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What grpc.health.v1 says of the daemon as a whole and of each service. Thread-safe. */
public final class HealthReport {
  private final HealthStatusManager statuses = new HealthStatusManager();
  private final List<String> services;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Not serving until told otherwise. */
  public HealthReport(List<String> services) {
    this.services = List.copyOf(services);
    serving(false);
  }

  /** False while sealed or landing. */
  public void serving(boolean serving) {
    set(serving, serving);
  }

  /** Each once, to what it is from now on: watchers hear of every change. */
  private void set(boolean serving, boolean servingTokens) {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status(serving));
    services.forEach(
        service ->
            statuses.setStatus(
                service,
                status(service.equals(TokenServiceGrpc.SERVICE_NAME) ? servingTokens : serving)));
  }

  private static ServingStatus status(boolean serving) {
    return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  /**
   * True while nothing can be made durable. Access tokens that are at hand are served all the same,
   * so their service alone goes on.
   */
  public void refusing(boolean refusing) {
    set(!refusing, true);
  }

  ServerServiceDefinition service() {
    return statuses.getHealthService().bindService();
  }

  /** Not serving for good. */
  void stopping() {
    if (ended.compareAndSet(false, true)) {
      statuses.enterTerminalState();
    }
  }
}
