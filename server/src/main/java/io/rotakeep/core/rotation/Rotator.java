package io.rotakeep.core.rotation;

import io.rotakeep.core.BugException;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;
import io.rotakeep.core.rotation.RotationJournal.OpenAttempt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spends one refresh-token generation, once: audit, intend, ask, keep, judge, settle, publish, in
 * this order and under the connection's lock.
 */
public final class Rotator {
  private final ConnectionStore store;
  private final StoreRepair repair;
  private final ProviderStore providers;
  private final RotationJournal journal;
  private final ShownResults shown;
  private final RotationRight right;
  private final Lessons lessons;
  private final Settlement settlement;
  private final RefreshTools asking;
  private final GrantTurns turns = new GrantTurns();
  private final ConnectionSecrets secrets;
  private final Reporting reporting;

  private final RotationTrail trail;
  private final Conclusion conclusion;

  /** Where a rotation tells what it did. */
  public record Reporting(
      AuditDevice audit,
      RotationObserver observer,
      RecentRefreshes recent,
      IncidentDesk desk,
      InstantSource clock,
      Supplier<UUID> ids) {}

  Rotator(
      RotationEngine.Stores stores,
      RotationJournal journal,
      RotationRight right,
      Lessons lessons,
      Settlement settlement,
      Suspicions suspicions,
      RefreshTools asking,
      ConnectionSecrets secrets,
      Reporting reporting) {
    this.store = stores.connections();
    this.repair = stores.repair();
    this.providers = stores.providers();
    this.journal = journal;
    this.shown = new ShownResults(journal, stores.lineage());
    this.right = right;
    this.lessons = lessons;
    this.settlement = settlement;
    this.asking = asking;
    this.secrets = secrets;
    this.reporting = reporting;
    this.trail = new RotationTrail(reporting);
    this.conclusion =
        new Conclusion(
            new Judgement(secrets, stores, reporting, lessons),
            settlement,
            suspicions,
            lessons,
            trail,
            asking.lives());
  }

  Landing rotate(ConnectionLock lock, RotationTrigger trigger) {
    // A row that only the database has could be lost with the answer that builds on it.
    journal.keepAgain(lock.connection());
    journal.openAttempt(lock.connection()).ifPresent(open -> resolve(lock, open));
    Optional<Connection> found = store.find(lock.connection());
    if (found.isEmpty()) {
      return Landing.refused(new RefreshFailure.NotFound());
    }
    Connection connection = found.get();
    Grant grant = connection.grant();
    return grant == null
        ? decided(lock, connection, trigger)
        : turns.inTurn(grant.key(), () -> decided(lock, connection, trigger));
  }

  private Landing decided(ConnectionLock lock, Connection connection, RotationTrigger trigger) {
    Landing first = decidedOnce(lock, connection, trigger);
    // An attempt of its own, asked for and intended like any other; the row is as it was.
    return first.again() ? decidedOnce(lock, connection, trigger).after(first) : first;
  }

  private Landing decidedOnce(ConnectionLock lock, Connection connection, RotationTrigger trigger) {
    return switch (right.of(lock, connection, trigger)) {
      case RotationRight.Needless _ -> Landing.unasked(settlement.serve(connection));
      case RotationRight.Refused(RefreshFailure failure) -> Landing.refused(failure);
      case RotationRight.Hopeless(Provider provider) ->
          Landing.refused(settlement.giveUp(lock, connection, provider));
      case RotationRight.Granted granted -> admitted(lock, connection, granted);
    };
  }

  private Landing admitted(
      ConnectionLock lock, Connection connection, RotationRight.Granted granted) {
    Settlement.Case spent =
        new Settlement.Case(
            Attempt.of(
                reporting.ids().get(), granted.kind(), connection, reporting.clock().instant()),
            connection,
            granted.grant(),
            granted.provider());
    ClientCircuits.Client client = RotationRight.client(granted.grant(), granted.provider());
    return switch (asking.load().enter(client.target())) {
      case ProviderLoad.Refused(Duration delay) -> {
        lessons.unsent(client);
        yield Landing.refused(new RefreshFailure.ProviderUnavailable(delay));
      }
      case ProviderLoad.Admitted place -> {
        try (place) {
          yield spend(lock, spent, place);
        }
      }
    };
  }

  /** Settles what an earlier flight or process left open, without asking anybody. */
  void resolve(ConnectionLock lock, OpenAttempt open) {
    Connection connection = journal.together(() -> unlessShown(open));
    if (connection != null) {
      settleOpen(lock, open, connection);
    }
  }

  /** The row that the attempt is to change; null after its result was found and repeated. */
  private @Nullable Connection unlessShown(OpenAttempt open) {
    Attempt attempt = open.attempt();
    Optional<Connection> found = store.find(attempt.connection());
    if (found.isEmpty() || ShownResults.shows(found.get(), attempt)) {
      found.ifPresent(row -> tellIfSuperseded(open, row));
      shown.repeat(attempt, found.orElse(null));
      return null;
    }
    return found.get();
  }

  private void settleOpen(ConnectionLock lock, OpenAttempt open, Connection connection) {
    Attempt attempt = open.attempt();
    Grant grant = connection.grant();
    Provider provider = providers.find(connection.provider()).orElse(null);
    if (grant == null || provider == null) {
      // The answer stays kept: it may be the only copy of the newest token.
      throw new BugException("an attempt is open on a connection that cannot be refreshed");
    }
    Settlement.Case ended = new Settlement.Case(attempt, connection, grant, provider);
    try (Reply reply = remembered(open, provider)) {
      conclusion.ofRecovered(lock, ended, reply);
    }
  }

  private void tellIfSuperseded(OpenAttempt open, Connection row) {
    Grant grant = row.grant();
    Provider provider = providers.find(row.provider()).orElse(null);
    if (open.response() == null || grant == null || provider == null) {
      return;
    }
    try (Reply reply = remembered(open, provider)) {
      conclusion.tellIfSuperseded(new Settlement.Case(open.attempt(), row, grant, provider), reply);
    }
  }

  private Reply remembered(OpenAttempt open, Provider provider) {
    KeptResponse response = open.response();
    return response == null
        ? new Reply(
            new TokenObservation.Unanswered("no answer was kept"), null, open.attempt().time())
        : asking.questions().reread(open.attempt(), response, provider);
  }

  private Landing spend(ConnectionLock lock, Settlement.Case spent, ProviderLoad.Admitted place) {
    // Who waited for a lock or a turn may have waited past the beginning of the end.
    journal.requireAttempts();
    trail.intended(spent);
    lessons.count(spent);
    Instant start = reporting.clock().instant();
    Supplier<Duration> elapsed = () -> Duration.between(start, reporting.clock().instant());
    try (ClientCredentials client = asking.credentials().of(spent.provider());
        Reply reply = ask(spent, client)) {
      if (reply.isPut()) {
        place.answered(Wire.of(reply).isTheServers(), elapsed.get());
      }
      return conclusion.of(lock, spent, client, reply, elapsed);
    } catch (JournalUnavailableException e) {
      rescue(lock, e);
      throw e;
    }
  }

  /**
   * An answer that the journal could not keep is still better off in the store than nowhere. It is
   * in its row before the journal fails once more, and nothing but the row will repeat it.
   */
  private void rescue(ConnectionLock lock, JournalUnavailableException thrown) {
    OpenAttempt open = journal.openAttempt(lock.connection()).orElse(null);
    if (open != null && open.response() != null) {
      tryTo(thrown, () -> resolve(lock, open));
      tryTo(thrown, repair::force);
    }
  }

  private static void tryTo(JournalUnavailableException thrown, Runnable act) {
    try {
      act.run();
    } catch (RuntimeException second) {
      thrown.addSuppressed(second);
    }
  }

  private Reply ask(Settlement.Case spent, ClientCredentials client) {
    journal.vouchFor(spent.before());
    Grant grant = spent.grant();
    return asking
        .questions()
        .ask(
            spent.attempt(),
            spent.provider().endpoints().at(grant.loginHost()).token(),
            client,
            () -> new OpenRefresh(secrets.refreshToken(spent.before())));
  }
}
