package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.RefreshVerdict;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a verdict durable and draws its consequence: the row first, by compare-and-set on the
 * generation, then the journal, then the cache. Recovery settles through here too, so what a crash
 * interrupted ends as it would have ended.
 */
final class Settlement {
  private static final System.Logger LOG = System.getLogger(Settlement.class.getName());

  /** The outcome of a refresh that spent nothing. */
  static final String NOT_SENT = "not_sent";

  static final String CLIENT_FAULT = "client_fault";

  static final String ROTATED = History.ROTATED;
  static final String NOT_ROTATED = "not_rotated";
  static final String SALVAGED = History.SALVAGED;
  static final String IN_DOUBT = "in_doubt";

  private final WrittenRows rows;
  private final RotationJournal journal;
  private final ConnectionSecrets secrets;
  private final AdoptedTokens adopted;
  private final Holds holds;
  private final AccessTokenCache cache;
  private final Suspicions suspicions;
  private final InstantSource clock;

  Settlement(
      ConnectionStore store,
      RotationJournal journal,
      ConnectionSecrets secrets,
      Holds holds,
      AccessTokenCache cache,
      Suspicions suspicions,
      InstantSource clock) {
    this.rows = new WrittenRows(store, journal);
    this.journal = journal;
    this.secrets = secrets;
    this.adopted = new AdoptedTokens(secrets);
    this.holds = holds;
    this.cache = cache;
    this.suspicions = suspicions;
    this.clock = clock;
  }

  /** Everything a settlement needs to know of the attempt it ends. */
  record Case(Attempt attempt, Connection before, Grant grant, Provider provider) {}

  /**
   * How an attempt ended, durably, before anybody heard of it.
   *
   * @param outcome in one word
   * @param failure null if the row now holds a token to hand out
   */
  record Settled(Connection connection, String outcome, @Nullable RefreshFailure failure) {}

  Settled settle(ConnectionLock lock, Case ended, RefreshVerdict verdict, Wire wire) {
    lock.check(ended.before().id());
    // A life counts from before the question: recovery may come hours after the answer.
    Instant now = ended.attempt().time();
    return switch (verdict) {
      case RefreshVerdict.Rotated(var answer, var fault) ->
          new Settled(rows.adopt(lock, ended, rotated(ended, answer, fault)), ROTATED, null);
      case RefreshVerdict.NotRotated(var answer, boolean rotationExpected, var fault) -> {
        if (rotationExpected) {
          warn(ended, "answered without a new refresh token; is rotation switched off there?");
        }
        Connection after =
            adopted.notRotated(ended.before(), ended.grant(), ended.provider(), answer, fault, now);
        yield new Settled(
            rows.adopt(lock, ended, refreshed(after, now, NOT_ROTATED)), NOT_ROTATED, null);
      }
      case RefreshVerdict.Salvaged(var refreshToken) -> salvaged(lock, ended, refreshToken, now);
      case RefreshVerdict.Replayable(var cause, var retryAfter) ->
          doubtful(lock, ended, 1, cause, new RefreshFailure.ProviderUnavailable(retryAfter));
      case RefreshVerdict.Doubtful(var cause) ->
          doubtful(lock, ended, 1, cause, new RefreshFailure.InDoubt(RetryDelays.IN_DOUBT));
      // No presentation is counted for it: the token is too likely to be alive for its siblings to
      // be saved from it.
      case RefreshVerdict.PutOff(var cause) ->
          doubtful(lock, ended, 0, cause, new RefreshFailure.InDoubt(RetryDelays.IN_DOUBT));
      case RefreshVerdict.Rejected(var classification) ->
          rejected(lock, ended, classification, wire);
      case RefreshVerdict.NotSpent(_, var retryAfter) ->
          unchanged(ended, NOT_SENT, new RefreshFailure.ProviderUnavailable(retryAfter));
      case RefreshVerdict.Throttled(var retryAfter) ->
          unchanged(ended, "throttled", new RefreshFailure.ProviderThrottled(retryAfter));
      case RefreshVerdict.SelfStale _ ->
          unchanged(ended, "stale", new RefreshFailure.ProviderUnavailable(RetryDelays.SHORT));
      case RefreshVerdict.ClientFault(var error, _) ->
          unchanged(ended, CLIENT_FAULT, new RefreshFailure.ClientMisconfigured(error));
    };
  }

  /** The token of an answer that is kept, while its row can be neither judged nor written. */
  RotationOutcome serveUnwritten(Case ended, RefreshVerdict.Rotated verdict) {
    return serve(rotated(ended, verdict.answer(), verdict.accessFault()).nextRevision());
  }

  /** Hands out what the row holds now, if it may be handed out. */
  RotationOutcome serve(Connection connection) {
    if (holds.stopped(connection.id())) {
      return stopped(connection);
    }
    StoredAccessToken stored = connection.accessToken();
    if (stored == null) {
      return failed(new RefreshFailure.ProviderUnavailable(RetryDelays.SHORT));
    }
    if (stored.withheld()) {
      return failed(new RefreshFailure.ClientMisconfigured("access_token_withheld"));
    }
    AccessToken token = secrets.accessToken(connection);
    if (!cache.publish(connection.id(), token)) {
      return stopped(connection);
    }
    return new RotationOutcome.Fresh(token);
  }

  /** A generation in doubt that may not be presented again: the person must consent anew. */
  RefreshFailure giveUp(ConnectionLock lock, Connection before, Provider provider) {
    ConnectionState lost = new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE);
    Connection after = secrets.moveTo(before, lost, clock.instant()).nextRevision();
    rows.keep(lock, before, after);
    endService(before, provider);
    return new RefreshFailure.PersonNeeded(holds.effective(after));
  }

  private Connection rotated(Case ended, TokenAnswer.Granted answer, @Nullable String fault) {
    Instant now = ended.attempt().time();
    return refreshed(
        adopted.rotated(ended.before(), ended.grant(), ended.provider(), answer, fault, now),
        now,
        ROTATED);
  }

  private Settled salvaged(ConnectionLock lock, Case ended, SecretBytes refreshToken, Instant now) {
    warn(ended, "sent a damaged answer, of which only the refresh token could be saved");
    Connection after = adopted.salvaged(ended.before(), ended.grant(), refreshToken, now);
    return new Settled(
        rows.write(lock, ended, refreshed(after, now, SALVAGED)),
        SALVAGED,
        new RefreshFailure.ProviderUnavailable(RetryDelays.SHORT));
  }

  private Settled doubtful(
      ConnectionLock lock, Case ended, int unknown, String cause, RefreshFailure failure) {
    Attempt attempt = ended.attempt();
    boolean deliberate = attempt.kind() == Attempt.Kind.DELIBERATE;
    ConnectionState next =
        switch (ended.before().state()) {
          case ConnectionState.InDoubt(_, Instant since, int presentations, boolean earlier) ->
              new ConnectionState.InDoubt(
                  attempt.id(), since, presentations + unknown, earlier || deliberate);
          case ConnectionState.PendingAuthorization _,
              ConnectionState.Active _,
              ConnectionState.ReauthorizationRequired _,
              ConnectionState.Quarantined _,
              ConnectionState.Revoked _ ->
              new ConnectionState.InDoubt(attempt.id(), attempt.time(), unknown, deliberate);
        };
    warn(ended, "left an attempt in doubt: " + cause);
    Connection after = secrets.moveTo(ended.before(), next, clock.instant());
    Connection written =
        rows.write(lock, ended, after.withHistory(after.history().withOutcome(IN_DOUBT)));
    return new Settled(written, IN_DOUBT, failure);
  }

  private Settled rejected(
      ConnectionLock lock, Case ended, Classification classification, Wire wire) {
    Instant now = clock.instant();
    if (classification.isSuspicious()) {
      suspicions.refused(ended, classification, wire);
    }
    Connection after =
        secrets.moveTo(
            ended.before(),
            new ConnectionState.ReauthorizationRequired(classification.reason()),
            now);
    String outcome = "rejected_" + classification.name().toLowerCase(Locale.ROOT);
    Connection written =
        rows.write(lock, ended, after.withHistory(after.history().withOutcome(outcome)));
    endService(written, ended.provider());
    return new Settled(written, outcome, new RefreshFailure.PersonNeeded(holds.effective(written)));
  }

  /** Where a provider's settings forbid to serve what still lives. */
  private void endService(Connection connection, Provider provider) {
    if (!provider.tokens().access().serveToEnd()) {
      cache.withdraw(connection.id());
    }
  }

  private Settled unchanged(Case ended, String outcome, RefreshFailure failure) {
    journal.close(ended.attempt().id());
    return new Settled(ended.before(), outcome, failure);
  }

  private static Connection refreshed(Connection after, Instant now, String outcome) {
    return after.withHistory(after.history().refreshedAt(now, outcome));
  }

  private RotationOutcome stopped(Connection connection) {
    return failed(new RefreshFailure.PersonNeeded(holds.effective(connection)));
  }

  private static RotationOutcome failed(RefreshFailure failure) {
    return new RotationOutcome.Failed(failure);
  }

  private static void warn(Case ended, String what) {
    LOG.log(
        System.Logger.Level.WARNING,
        "connection {0}, generation {1}: {2} {3}",
        ended.before().id(),
        ended.before().generation(),
        ended.provider().name(),
        what);
  }
}
