package io.rotakeep.core.rotation;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Suspicion;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.verdict.RefreshVerdict;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Turns a refusal that nothing explains into holds and an incident, in this order and before the
 * attempt is settled: whatever interrupts it, recovery comes here again and finds the same.
 */
final class Suspicions {
  private final IncidentDesk desk;
  private final Siblings siblings;
  private final Holds holds;
  private final AccessTokenCache cache;
  private final Together together;
  private final Rotator.Reporting reporting;

  /** Where it is seen whether refusals come together, and what they shut. */
  record Together(MassRejections rejections, ClientCircuits circuits) {}

  Suspicions(
      Siblings siblings,
      Holds holds,
      AccessTokenCache cache,
      Together together,
      Rotator.Reporting reporting) {
    this.together = together;
    this.desk = reporting.desk();
    this.siblings = siblings;
    this.holds = holds;
    this.cache = cache;
    this.reporting = reporting;
  }

  /** On return nobody is served any more, and the incident is durable. */
  void refused(Settlement.Case ended, Classification classification, Wire wire) {
    Connection connection = ended.before();
    hold(connection.id());
    List<ConnectionId> concerned = new ArrayList<>(List.of(connection.id()));
    for (ConnectionId sibling : siblings.revokedWith(connection, ended.grant(), ended.provider())) {
      hold(sibling);
      concerned.add(sibling);
    }
    boolean concurrent = classification == Classification.CONCURRENT_USE;
    desk.incidents()
        .suspect(
            new Suspicion(
                ended.attempt().id(),
                concurrent ? IncidentKind.CONCURRENT_USE : IncidentKind.REJECTED_UNEXPLAINED,
                Severity.HIGH,
                Concerned.all(concerned, ended.provider().name()),
                List.of(evidence(ended, concurrent, wire)),
                summary(connection, concurrent, concerned.size() - 1)));
    tell(concerned, ended);
    lookAround(ended);
  }

  /** Whether others of the client were refused as well: then it is one matter, and the client's. */
  private void lookAround(Settlement.Case ended) {
    Instant now = reporting.clock().instant();
    ProviderName provider = ended.provider().name();
    List<ConnectionId> refused = together.rejections().refused(provider, ended.before().id(), now);
    if (refused.isEmpty()) {
      return;
    }
    String what =
        refused.size()
            + " connections were refused within "
            + MassRejections.SPAN.toMinutes()
            + " minutes";
    desk.incidents()
        .suspect(
            new Suspicion(
                new UUID(ended.attempt().id().getLeastSignificantBits(), provider.hashCode()),
                IncidentKind.MASS_REJECTION,
                Severity.CRITICAL,
                Concerned.all(refused, provider),
                List.of(
                    new Evidence(
                        ended.attempt().time(),
                        Evidence.Kind.REFUSED_TOGETHER,
                        what,
                        null,
                        Generation.NONE,
                        "")),
                "provider "
                    + provider
                    + ": "
                    + what
                    + "; nothing is sent to it but one canary every "
                    + ClientCircuits.BETWEEN_PROBES.toMinutes()
                    + " minutes, until one is refreshed"));
    together.rejections().stand(provider);
    together
        .circuits()
        .refusedTogether(RotationRight.client(ended.grant(), ended.provider()), refused, now);
  }

  /** The answer's refresh token is one that was replaced before; it is not adopted. */
  void retiredTokenIssued(Settlement.Case ended, Wire wire) {
    Connection connection = ended.before();
    desk.incidents()
        .suspect(
            new Suspicion(
                ended.attempt().id(),
                IncidentKind.RETIRED_TOKEN_PRESENTED,
                Severity.MEDIUM,
                Concerned.one(connection.id(), ended.provider().name()),
                List.of(
                    new Evidence(
                        ended.attempt().time(),
                        Evidence.Kind.RETIRED_TOKEN_ISSUED,
                        "the answer to generation "
                            + connection.generation()
                            + " brought a refresh token that had been replaced before",
                        connection.id(),
                        ended.attempt().generation(),
                        wire.requestId())),
                "the provider answered connection "
                    + connection.id()
                    + " with a refresh token that had been replaced before; it was not adopted"));
  }

  /** Does what can wait until the attempt is settled. */
  void follow(ConnectionId id, RefreshVerdict verdict) {
    // A store that may be a copy asks and ends nothing; the follow-up is resumed once it is
    // trusted.
    if (verdict instanceof RefreshVerdict.Rejected(var why)
        && why.isSuspicious()
        && holds.distrusted().isEmpty()) {
      desk.response().begin(id);
    }
  }

  private void hold(ConnectionId id) {
    holds.quarantine(id, Reason.SUSPECTED_COMPROMISE, reporting.clock().instant());
    cache.withdraw(id);
  }

  private static Evidence evidence(Settlement.Case ended, boolean concurrent, Wire wire) {
    Instant adopted = ended.before().lastUsed().orElse(ended.grant().obtained());
    String detail =
        concurrent
            ? wire + ": another request with the token was under way, and none of ours was"
            : wire
                + ": refused the newest refresh token, adopted "
                + adopted
                + ", of which no presentation of ours has an unknown outcome";
    return new Evidence(
        ended.attempt().time(),
        concurrent ? Evidence.Kind.CONCURRENT_USE : Evidence.Kind.NEWEST_TOKEN_REFUSED,
        detail,
        ended.before().id(),
        ended.attempt().generation(),
        wire.requestId());
  }

  private static String summary(Connection connection, boolean concurrent, int siblings) {
    return "connection "
        + connection.id()
        + (concurrent
            ? ": the provider saw another use of its refresh token at the same time"
            : ": the provider refused the newest refresh token and nothing of ours explains it")
        + "; quarantined"
        + (siblings == 0 ? "" : " with " + siblings + " of the same grant");
  }

  private void tell(List<ConnectionId> held, Settlement.Case ended) {
    for (ConnectionId id : held.subList(1, held.size())) {
      reporting
          .audit()
          .recordDurably(
              new AuditRecord(
                  reporting.clock().instant(),
                  AuditAction.CONNECTION_QUARANTINED,
                  AuditOutcome.SUCCEEDED,
                  "",
                  id.value(),
                  0,
                  "",
                  ended.attempt().id().toString(),
                  Reason.SUSPECTED_COMPROMISE.name()));
    }
  }
}
