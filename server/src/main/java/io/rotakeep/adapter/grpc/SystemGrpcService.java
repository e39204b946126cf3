package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditTrouble;
import io.rotakeep.core.backup.LastBackup;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.enrollment.StoreTrust;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.seal.Rekeying;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.LookupFingerprintResponse;
import io.rotakeep.v1.StateCount;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TestNoticesRequest;
import io.rotakeep.v1.TestNoticesResponse;
import io.rotakeep.v1.TokenKind;
import io.rotakeep.v1.TrustStoreRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code rotakeep.v1.SystemService} of an unsealed daemon; {@link SealedServices} is the other. */
public final class SystemGrpcService {
  private static final int LONGEST_TOKEN = 8192;

  private final Calls calls;
  private final SealHandling seal;
  private final Keys keys;
  private final ConnectionStore store;
  private final Incidents incidents;
  private final TokenSightings sightings;
  private final Trust trust;
  private final Looks looks;
  private final Lists lists;

  /** What the daemon knows of itself from its start on. */
  public record Node(String version, String name, Instant started, boolean dev) {}

  /** How the keys are replaced: all of them sealed anew, or one more of them. */
  public record Keys(Rekeying rekeying, KeyHandling terms) {}

  /** Whether the store is distrusted, and how that ends. */
  public record Trust(Holds holds, StoreTrust store) {}

  /** What is told of by the status: what may be amiss, and when there was a backup. */
  public record Looks(
      StoreFaults store, Notices notices, Supplier<List<AuditTrouble>> audit, LastBackup backup) {}

  /** What is answered page by page. */
  public record Lists(AuditSearching audit, PageTokens pages) {}

  public SystemGrpcService(
      Calls calls,
      SealHandling seal,
      Keys keys,
      ConnectionStore store,
      Incidents incidents,
      TokenSightings sightings,
      Trust trust,
      Looks looks,
      Lists lists) {
    this.calls = calls;
    this.seal = seal;
    this.keys = keys;
    this.store = store;
    this.incidents = incidents;
    this.sightings = sightings;
    this.trust = trust;
    this.looks = looks;
    this.lists = lists;
  }

  public ServerServiceDefinition bind(BackupStreaming backups) {
    Approving approving = calls.approving(store, lists.pages());
    return new ServiceBinding(SystemServiceGrpc.getServiceDescriptor(), calls)
        .always(SystemServiceGrpc.getGetStatusMethod(), this::status)
        .always(SystemServiceGrpc.getUnsealMethod(), seal::unseal)
        .always(SystemServiceGrpc.getSealMethod(), seal::seal)
        .unary(
            SystemServiceGrpc.getInitMethod(),
            (_, _) -> {
              throw seal.initialized();
            })
        .unary(SystemServiceGrpc.getRekeyMethod(), new RekeyHandling(keys.rekeying())::step)
        .unary(SystemServiceGrpc.getLookupFingerprintMethod(), this::lookUp)
        .unary(SystemServiceGrpc.getRotateKeysMethod(), keys.terms()::rotate)
        .unary(SystemServiceGrpc.getTrustStoreMethod(), this::trust)
        .unary(SystemServiceGrpc.getTestNoticesMethod(), this::testNotices)
        .unary(SystemServiceGrpc.getListApprovalsMethod(), approving::list)
        .unary(SystemServiceGrpc.getApproveMethod(), approving::approve)
        .unary(SystemServiceGrpc.getSearchAuditMethod(), lists.audit()::search)
        .streaming(SystemServiceGrpc.getBackupMethod(), backups)
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

  private SystemStatus trust(RpcCall call, TrustStoreRequest request) {
    Order order = Orders.explained(call, request.getComment(), request.getRequestId());
    if (request.getAcceptRisk() && trust.holds().distrusted().isPresent()) {
      // Vouching for everything is an act on all of it.
      long all = store.counts().values().stream().mapToLong(Long::longValue).sum();
      calls.secondPerson().require(call, request, order.comment(), all);
    }
    return switch (trust.store().trust(order, request.getAcceptRisk())) {
      case StoreTrust.Result.Trusted _ -> status(call, GetStatusRequest.getDefaultInstance());
      case StoreTrust.Result.NotDistrusted _ ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "the store is trusted already")
              .toException();
      case StoreTrust.Result.StillHeld(ConnectionId first) ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "connections are still held whose refresh tokens another copy may have spent,"
                      + " such as "
                      + first
                      + "; release each, or accept the risk for all")
              .with("connection", first.value())
              .with("next_step", "rotakeep connection reinstate " + first + " --comment WHY")
              .toException();
    };
  }

  private TestNoticesResponse testNotices(RpcCall call, TestNoticesRequest request) {
    return NoticeMessages.tried(looks.notices().tryAll(call.caller().name(), call.requestId()));
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
    SystemStatus.Builder status = seal.status();
    return status.getSealed() ? status.build() : counted(status);
  }

  /** What the store cannot count while it is away is absent. */
  private SystemStatus counted(SystemStatus.Builder status) {
    List<StoreFaults.Fault> standing = looks.store().standing();
    try {
      countStates(status);
    } catch (StoreUnavailableException e) {
      if (standing.isEmpty()) {
        throw e;
      }
    }
    keys.terms().describe(status);
    status.setOpenIncidents(incidents.unresolved().size());
    looks.backup().when().map(Times::timestamp).ifPresent(status::setLastBackupTime);
    trust.holds().distrusted().ifPresent(since -> distrusted(status, since));
    standing.forEach(fault -> status.addFaults(message(fault)));
    looks.notices().troubles().stream().map(NoticeMessages::fault).forEach(status::addFaults);
    looks.audit().get().stream().map(AuditWords::fault).forEach(status::addFaults);
    return status.build();
  }

  private void countStates(SystemStatus.Builder status) {
    Map<String, Long> byState = new TreeMap<>();
    store.counts().forEach((key, count) -> byState.merge(key.state(), count, Long::sum));
    byState.forEach(
        (word, count) ->
            status.addConnections(
                StateCount.newBuilder().setState(ConnectionWords.stateOf(word)).setCount(count)));
    status.setAttemptsInDoubt(byState.getOrDefault("IN_DOUBT", 0L));
  }

  private static Fault message(StoreFaults.Fault fault) {
    return Fault.newBuilder()
        .setPart(fault.part().word())
        .setSince(Times.timestamp(fault.since()))
        .setDetail(fault.why())
        .setNextStep(fault.nextStep())
        .build();
  }

  private static void distrusted(SystemStatus.Builder status, Instant since) {
    status
        .setDistrustTime(Times.timestamp(since))
        .addFaults(
            Fault.newBuilder()
                .setPart("store")
                .setSince(Times.timestamp(since))
                .setDetail("it may be a restored or cloned copy; what nobody released is held")
                .setNextStep(
                    "start the newest store, or release: rotakeep connection reinstate ID"
                        + " --comment WHY"));
  }
}
