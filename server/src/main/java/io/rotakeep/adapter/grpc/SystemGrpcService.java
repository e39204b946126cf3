package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.LookupFingerprintResponse;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TokenKind;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** {@code rotakeep.v1.SystemService}; of the vault's ceremonies nothing is there yet. */
public final class SystemGrpcService {
  private static final int LONGEST_TOKEN = 8192;

  private final Calls calls;
  private final KeyBarrier barrier;
  private final ConnectionStore store;
  private final Incidents incidents;
  private final TokenSightings sightings;
  private final Node node;

  /** What the daemon knows of itself from its start on. */
  public record Node(String version, String name, Instant started, boolean dev) {}

  public SystemGrpcService(
      Calls calls,
      KeyBarrier barrier,
      ConnectionStore store,
      Incidents incidents,
      TokenSightings sightings,
      Node node) {
    this.calls = calls;
    this.barrier = barrier;
    this.store = store;
    this.incidents = incidents;
    this.sightings = sightings;
    this.node = node;
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(SystemServiceGrpc.getServiceDescriptor(), calls)
        .always(SystemServiceGrpc.getGetStatusMethod(), this::status)
        .unary(SystemServiceGrpc.getLookupFingerprintMethod(), this::lookUp)
        .build();
  }

  /** Whether a token that was found somewhere is ours. It is not kept, and not written down. */
  private LookupFingerprintResponse lookUp(RpcCall call, LookupFingerprintRequest request) {
    if (request.getToken().isEmpty() || request.getToken().size() > LONGEST_TOKEN) {
      throw new InvalidFieldException("token", "is required, 1 to 8192 bytes");
    }
    try (SecretBytes token = SecretBytes.owning(request.getToken().toByteArray())) {
      return sightings
          .lookUp(token, call.caller().name(), call.requestId())
          .map(SystemGrpcService::message)
          .orElse(LookupFingerprintResponse.getDefaultInstance());
    }
  }

  private static LookupFingerprintResponse message(TokenSightings.Match match) {
    IncidentId incident = match.incident();
    return LookupFingerprintResponse.newBuilder()
        .setFound(true)
        .setKind(TokenKind.TOKEN_KIND_REFRESH_TOKEN)
        .setConnection(match.ancestor().connection().value())
        .setGeneration(match.ancestor().generation().number())
        .setRetired(match.retired())
        .setIncident(incident == null ? "" : incident.value())
        .build();
  }

  private SystemStatus status(RpcCall call, GetStatusRequest request) {
    SystemStatus.Builder status =
        SystemStatus.newBuilder()
            .setVersion(node.version())
            .setNode(node.name())
            .setStartTime(Times.timestamp(node.started()))
            .setSealType(SealType.SEAL_TYPE_KEY_FILE)
            .setDev(node.dev());
    return switch (barrier.state()) {
      case SealState.Uninitialized() -> status.setSealed(true).build();
      case SealState.Sealed(UUID storeId) ->
          status.setInitialized(true).setSealed(true).setStoreId(storeId.toString()).build();
      case SealState.Unsealed(UUID storeId) ->
          counted(status.setInitialized(true).setStoreId(storeId.toString())).build();
    };
  }

  private SystemStatus.Builder counted(SystemStatus.Builder status) {
    Map<String, Long> byState = new TreeMap<>();
    store.counts().forEach((key, count) -> byState.merge(key.state(), count, Long::sum));
    byState.forEach(
        (word, count) ->
            status.addConnections(
                StateCount.newBuilder().setState(ConnectionWords.stateOf(word)).setCount(count)));
    status.setOpenIncidents(incidents.unresolved().size());
    return status.setAttemptsInDoubt(byState.getOrDefault("IN_DOUBT", 0L));
  }
}
