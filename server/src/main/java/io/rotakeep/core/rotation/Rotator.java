package io.rotakeep.core.rotation;

import io.rotakeep.core.BugException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.JournalledQuestion.OpenQuestion;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.rotation.RotationJournal.OpenAttempt;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Spends one refresh-token generation, once: audit, intend, ask, keep, judge, settle, publish, in
 * this order and under the connection's lock.
 */
public final class Rotator {
  private final ConnectionStore store;
  private final ProviderStore providers;
  private final RotationJournal journal;
  private final JournalledQuestion questions;
  private final RotationRight right;
  private final Settlement settlement;
  private final ConnectionSecrets secrets;
  private final ClientCredentialSource credentials;
  private final Reporting reporting;

  private final Evidence evidence;

  /** Where a rotation tells what it did. */
  public record Reporting(
      AuditDevice audit, RotationObserver observer, InstantSource clock, Supplier<UUID> ids) {}

  Rotator(
      ConnectionStore store,
      ProviderStore providers,
      RotationJournal journal,
      JournalledQuestion questions,
      RotationRight right,
      Settlement settlement,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      Reporting reporting) {
    this.store = store;
    this.providers = providers;
    this.journal = journal;
    this.questions = questions;
    this.right = right;
    this.settlement = settlement;
    this.secrets = secrets;
    this.credentials = credentials;
    this.reporting = reporting;
    this.evidence = new Evidence(secrets, reporting.clock());
  }

  RotationOutcome rotate(ConnectionLock lock, RotationTrigger trigger) {
    journal.openAttempt(lock.connection()).ifPresent(open -> resolve(lock, open));
    Optional<Connection> found = store.find(lock.connection());
    if (found.isEmpty()) {
      return failed(new RefreshFailure.NotFound());
    }
    Connection connection = found.get();
    return switch (right.of(lock, connection, trigger)) {
      case RotationRight.Needless _ -> settlement.serve(connection);
      case RotationRight.Refused(RefreshFailure failure) -> failed(failure);
      case RotationRight.Hopeless _ -> failed(settlement.giveUp(lock, connection));
      case RotationRight.Granted(Attempt.Kind kind, Grant grant, Provider provider) ->
          spend(lock, new Settlement.Case(attempt(connection, kind), connection, grant, provider));
    };
  }

  /** Settles what an earlier flight or process left open, without asking anybody. */
  void resolve(ConnectionLock lock, OpenAttempt open) {
    Attempt attempt = open.attempt();
    Optional<Connection> found = store.find(attempt.connection());
    if (found.isEmpty() || found.get().revision() != attempt.revision()) {
      journal.close(attempt.id());
      return;
    }
    Connection connection = found.get();
    Grant grant = connection.grant();
    Provider provider = providers.find(connection.provider()).orElse(null);
    if (grant == null || provider == null) {
      // The answer stays kept: it may be the only copy of the newest token.
      throw new BugException("an attempt is open on a connection that cannot be refreshed");
    }
    Settlement.Case ended = new Settlement.Case(attempt, connection, grant, provider);
    try (Reply reply = remembered(open)) {
      RefreshVerdict verdict = evidence.judge(ended, reply);
      tell(ended, settlement.settle(lock, ended, verdict), AuditAction.ROTATION_RECOVERED, verdict);
    }
  }

  private Reply remembered(OpenAttempt open) {
    KeptResponse response = open.response();
    return response == null
        ? new Reply(new TokenObservation.Unanswered("no answer was kept"), null)
        : questions.reread(open.attempt(), response);
  }

  private RotationOutcome spend(ConnectionLock lock, Settlement.Case spent) {
    audit(spent, AuditAction.ROTATION_INTENDED, AuditOutcome.BEGUN, "", true);
    Instant start = reporting.clock().instant();
    try (ClientCredentials client = credentials.of(spent.provider());
        Reply reply = ask(spent, client)) {
      RefreshVerdict verdict = evidence.judge(spent, reply);
      Settlement.Settled settled = settlement.settle(lock, spent, verdict);
      Duration elapsed = Duration.between(start, reporting.clock().instant());
      reporting.observer().finished(spent.provider().name(), settled.outcome(), elapsed);
      tell(spent, settled, AuditAction.ROTATION_SETTLED, verdict);
      RefreshFailure failure = settled.failure();
      if (failure == null) {
        return settlement.serve(settled.connection());
      }
      right.remember(spent.before().id(), failure);
      return failed(failure);
    }
  }

  private Reply ask(Settlement.Case spent, ClientCredentials client) {
    Grant grant = spent.grant();
    return questions.ask(
        spent.attempt(),
        spent.provider().endpoints().at(grant.loginHost()).token(),
        client,
        () -> new OpenRefresh(secrets.refreshToken(spent.before())));
  }

  /** The plaintext lives as long as this. */
  private record OpenRefresh(SecretBytes refreshToken) implements OpenQuestion {
    @Override
    public TokenQuestion question() {
      return new TokenQuestion.Refresh(refreshToken);
    }

    @Override
    public void close() {
      refreshToken.close();
    }
  }

  private void tell(
      Settlement.Case ended,
      Settlement.Settled settled,
      AuditAction action,
      RefreshVerdict verdict) {
    AuditOutcome outcome = settled.failure() == null ? AuditOutcome.SUCCEEDED : failedAs(settled);
    if (verdict instanceof RefreshVerdict.Rejected(var classification)) {
      String word = classification.name().toLowerCase(Locale.ROOT);
      reporting.observer().rejected(ended.provider().name(), word);
      if (classification == RefreshVerdict.Classification.UNEXPLAINED) {
        audit(
            ended,
            AuditAction.CONNECTION_QUARANTINED,
            AuditOutcome.SUCCEEDED,
            classification.reason().name(),
            true);
      }
    }
    audit(ended, action, outcome, settled.outcome().toUpperCase(Locale.ROOT), false);
  }

  private static AuditOutcome failedAs(Settlement.Settled settled) {
    return settled.outcome().equals("in_doubt") ? AuditOutcome.IN_DOUBT : AuditOutcome.FAILED;
  }

  private void audit(
      Settlement.Case spent,
      AuditAction action,
      AuditOutcome outcome,
      String reason,
      boolean durably) {
    ConnectionId id = spent.before().id();
    AuditRecord told =
        new AuditRecord(
            reporting.clock().instant(),
            action,
            outcome,
            "",
            id.value(),
            spent.attempt().generation().number(),
            spent.grant().fingerprint().handle(),
            spent.attempt().id().toString(),
            reason);
    if (durably) {
      reporting.audit().recordDurably(told);
    } else {
      reporting.audit().record(told);
    }
  }

  private Attempt attempt(Connection connection, Attempt.Kind kind) {
    return new Attempt(
        reporting.ids().get(),
        kind,
        connection.id(),
        connection.generation(),
        connection.revision(),
        "",
        reporting.clock().instant());
  }

  private static RotationOutcome failed(RefreshFailure failure) {
    return new RotationOutcome.Failed(failure);
  }
}
