package io.rotakeep.adapter.grpc;

import com.google.protobuf.util.Durations;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditTrouble;
import io.rotakeep.v1.AuditRecord;
import io.rotakeep.v1.Fault;
import java.util.Map;

/** How a record of the audit reads in the API. */
final class AuditWords {
  private static final String OURSELVES = "rotakeep";

  /** The methods of actions that only one leads to. */
  private static final Map<String, String> METHODS =
      Map.ofEntries(
          Map.entry("ACCESS_TOKEN_READ", "TokenService.GetAccessToken"),
          Map.entry("ACCESS_TOKEN_WATCHED", "TokenService.WatchAccessTokens"),
          Map.entry("REFRESH_REQUESTED", "ConnectionService.RefreshConnection"),
          Map.entry("ENROLLMENT_STARTED", "ConnectionService.StartAuthorization"),
          Map.entry("ENROLLMENT_COMPLETED", "ConnectionService.CompleteAuthorization"),
          Map.entry("ENROLLMENT_CONFIRMED", "ConnectionService.ConfirmAuthorization"),
          Map.entry("CONNECTION_IMPORTED", "ConnectionService.ImportRefreshTokens"),
          Map.entry("CONNECTION_LABELLED", "ConnectionService.UpdateConnection"),
          Map.entry("CONNECTION_QUARANTINED", "ConnectionService.QuarantineConnection"),
          Map.entry("CONNECTION_REINSTATED", "ConnectionService.ReinstateConnection"),
          Map.entry("CONNECTION_REVOKED", "ConnectionService.RevokeConnection"),
          Map.entry("CONNECTION_DELETED", "ConnectionService.DeleteConnection"),
          Map.entry("INCIDENT_OPENED", "IncidentService.Open"),
          Map.entry("INCIDENT_ACKNOWLEDGED", "IncidentService.Acknowledge"),
          Map.entry("INCIDENT_RESOLVED", "IncidentService.Resolve"),
          Map.entry("INCIDENT_REPORTED", "IncidentService.Report"),
          Map.entry("PROVIDER_APPLIED", "ProviderService.Apply"),
          Map.entry("PROVIDER_DELETED", "ProviderService.Delete"),
          Map.entry("PROVIDER_CHECKED", "ProviderService.Check"),
          Map.entry("CLIENT_EVENT_ANNOUNCED", "ProviderService.AnnounceEvent"),
          Map.entry("CLIENT_EVENT_WITHDRAWN", "ProviderService.WithdrawEvent"),
          Map.entry("FINGERPRINT_LOOKED_UP", "SystemService.LookupFingerprint"),
          Map.entry("NOTICES_TRIED", "SystemService.TestNotices"),
          Map.entry("STORE_TRUSTED", "SystemService.TrustStore"));

  private AuditWords() {}

  static AuditRecord.Builder message(AuditEntry entry) {
    String handle = entry.field("handle");
    AuditRecord.Builder message =
        AuditRecord.newBuilder()
            .setSequence(entry.sequence())
            .setChain(entry.place().file() + "/" + entry.chain())
            .setTime(Times.timestamp(entry.time()))
            .setCaller(caller(entry))
            .setMethod(method(entry))
            .setConnection(entry.field("connection"))
            .setResult(result(entry))
            .setGeneration(entry.number("generation"))
            .setTokenId(handle.startsWith("at:") ? handle : "")
            .setAction(entry.field("action"))
            .setOutcome(entry.field("outcome"))
            .setReason(entry.field("reason"))
            .setComment(entry.field("comment"))
            .setRequestId(entry.field("request"));
    long life = entry.number("life");
    return life == 0 ? message : message.setTokenLife(Durations.fromSeconds(life));
  }

  static Fault fault(AuditTrouble trouble) {
    return Fault.newBuilder()
        .setPart("audit")
        .setSince(Times.timestamp(trouble.since()))
        .setDetail(trouble.device() + " takes no records: " + trouble.why())
        .setNextStep("make room on its disk, or mend its server: it is tried again by itself")
        .build();
  }

  static String caller(AuditEntry entry) {
    String caller = entry.field("caller");
    return caller.isEmpty() ? OURSELVES : caller;
  }

  /** What the line says, else what its action says; nothing for what nobody asked for. */
  static String method(AuditEntry entry) {
    String written = entry.field("method");
    if (!written.isEmpty() || entry.field("caller").isEmpty()) {
      return written;
    }
    return METHODS.getOrDefault(entry.field("action"), "");
  }

  private static String result(AuditEntry entry) {
    String reason = entry.field("reason");
    return switch (entry.field("outcome")) {
      case "SUCCEEDED" -> "OK";
      case "REFUSED" -> "PERMISSION_DENIED/" + (reason.isEmpty() ? "NOT_ALLOWED" : reason);
      case String outcome -> reason.isEmpty() ? outcome : outcome + "/" + reason;
    };
  }
}
