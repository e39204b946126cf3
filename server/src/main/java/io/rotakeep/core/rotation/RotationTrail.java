package io.rotakeep.core.rotation;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.util.Locale;

/** What the audit and the observer are told of rotations. */
final class RotationTrail {
  private static final System.Logger LOG = System.getLogger(RotationTrail.class.getName());

  private final Rotator.Reporting reporting;

  RotationTrail(Rotator.Reporting reporting) {
    this.reporting = reporting;
  }

  /** Durable on return: what nobody would know of is not begun. */
  void intended(Settlement.Case spent) {
    reporting
        .audit()
        .recordDurably(record(spent, AuditAction.ROTATION_INTENDED, AuditOutcome.BEGUN, ""));
  }

  void settled(
      Settlement.Case spent,
      Settlement.Settled settled,
      RefreshVerdict verdict,
      Reply reply,
      Duration elapsed) {
    reporting.observer().finished(spent.provider().name(), settled.outcome(), elapsed);
    remember(spent, settled, reply);
    ended(spent, settled, AuditAction.ROTATION_SETTLED, verdict);
  }

  void recovered(
      Settlement.Case ended, Settlement.Settled settled, RefreshVerdict verdict, Reply reply) {
    remember(ended, settled, reply);
    ended(ended, settled, AuditAction.ROTATION_RECOVERED, verdict);
  }

  /** Two answers to one generation: the row has the other one. */
  void superseded(Settlement.Case ended) {
    LOG.log(
        System.Logger.Level.ERROR,
        "connection {0}: generation {1} was refreshed twice, and another answer than ours is"
            + " stored; does anything else write to this database?",
        ended.before().id(),
        ended.attempt().generation());
    reporting
        .audit()
        .recordDurably(
            record(ended, AuditAction.ROTATION_RECOVERED, AuditOutcome.FAILED, "SUPERSEDED"));
  }

  /** Of a connection whose stored record does not authenticate. */
  void quarantined(ConnectionId id) {
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
                "",
                Reason.INTEGRITY.name()));
  }

  private void ended(
      Settlement.Case ended,
      Settlement.Settled settled,
      AuditAction action,
      RefreshVerdict verdict) {
    if (verdict instanceof RefreshVerdict.Rejected(var classification)) {
      String word = classification.name().toLowerCase(Locale.ROOT);
      reporting.observer().rejected(ended.provider().name(), word);
      if (classification.isSuspicious()) {
        reporting
            .audit()
            .recordDurably(
                record(
                    ended,
                    AuditAction.CONNECTION_QUARANTINED,
                    AuditOutcome.SUCCEEDED,
                    classification.reason().name()));
      }
    }
    String reason = settled.outcome().toUpperCase(Locale.ROOT);
    reporting.audit().record(record(ended, action, outcomeOf(settled), reason));
  }

  private void remember(Settlement.Case ended, Settlement.Settled settled, Reply reply) {
    reporting
        .recent()
        .remember(
            ended.before().id(),
            new PastRefresh(
                reporting.clock().instant(),
                settled.outcome(),
                ended.attempt().generation(),
                reply.observation() instanceof TokenObservation.Answered answered
                    ? answered.status()
                    : 0,
                reply.answer() instanceof TokenAnswer.Refused refused ? refused.error() : null));
  }

  private static AuditOutcome outcomeOf(Settlement.Settled settled) {
    if (settled.failure() == null) {
      return AuditOutcome.SUCCEEDED;
    }
    return settled.outcome().equals(Settlement.IN_DOUBT)
        ? AuditOutcome.IN_DOUBT
        : AuditOutcome.FAILED;
  }

  private AuditRecord record(
      Settlement.Case spent, AuditAction action, AuditOutcome outcome, String reason) {
    return new AuditRecord(
        reporting.clock().instant(),
        action,
        outcome,
        "",
        spent.before().id().value(),
        spent.attempt().generation().number(),
        spent.grant().fingerprint().handle(),
        spent.attempt().id().toString(),
        reason);
  }
}
