package io.rotakeep.core.enrollment;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.StoreRepair;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Ends the distrust of a store that may be a restored or cloned one: when each of its connections
 * has been let go, or on a person's word for all of them. Thread-safe.
 */
public final class StoreTrust {
  private final ConnectionStore connections;
  private final Holds holds;
  private final RotationJournal journal;
  private final StoreRepair repair;
  private final AccessTokenCache cache;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final ReentrantLock turn = new ReentrantLock();
  private int looked;

  public StoreTrust(
      ConnectionStore connections,
      Holds holds,
      RotationJournal journal,
      StoreRepair repair,
      AccessTokenCache cache,
      AuditDevice audit,
      InstantSource clock) {
    this.connections = connections;
    this.holds = holds;
    this.journal = journal;
    this.repair = repair;
    this.cache = cache;
    this.audit = audit;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Result {
    /** The store is trusted, durably. */
    record Trusted() implements Result {}

    /** It was trusted already; nothing was changed. */
    record NotDistrusted() implements Result {}

    /** Somebody has to decide about this connection first, and maybe about others. */
    record StillHeld(ConnectionId first) implements Result {}
  }

  /**
   * @param acceptRisk whether the person vouches for it that no other copy has refreshed anything:
   *     what has not been let go yet becomes what its row says, and may be refreshed
   */
  public Result trust(Order order, boolean acceptRisk) {
    turn.lock();
    try {
      if (holds.distrusted().isEmpty()) {
        return new Result.NotDistrusted();
      }
      Optional<ConnectionId> held = firstHeld();
      if (held.isPresent() && !acceptRisk) {
        return new Result.StillHeld(held.get());
      }
      end(order, held.isPresent() ? "RISK_ACCEPTED" : "ALL_RELEASED");
      return new Result.Trusted();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends the distrust once nothing is left to decide; to be called now and then from one thread. A
   * store of which nothing was let go waits for a person's word, even if it is empty.
   */
  public void settle() {
    int released = holds.released();
    if (holds.distrusted().isEmpty() || released == looked) {
      return;
    }
    var _ = trust(new Order("", "", ""), false);
    looked = released;
  }

  /** The first connection whose old token could be presented if nothing held it. */
  private Optional<ConnectionId> firstHeld() {
    return first(row -> StaleTokens.wouldBePresented(row) && isUndecided(row.id()));
  }

  private boolean isUndecided(ConnectionId id) {
    // Only a new consent ends a revocation, and that brings a new token; a restart must not end it.
    boolean revoked =
        holds.standing(id).orElse(null) instanceof Hold.RevokedHold && holds.isDurable(id);
    return !holds.isReleased(id) && !revoked;
  }

  private void end(Order order, String word) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.STORE_TRUSTED,
            AuditOutcome.BEGUN,
            order.caller(),
            "",
            0,
            "",
            order.requestId(),
            new AuditReason(word, order.comment())));
    // The database's mark decides, so it goes last: a crash before leaves the store distrusted.
    journal.announceTrust();
    repair.distrust(null);
    holds.trustStore();
    // Whoever watches hears what the connections are now.
    var _ = first(this::tell);
  }

  private boolean tell(Connection row) {
    cache.withdraw(row.id());
    return false;
  }

  private Optional<ConnectionId> first(Predicate<Connection> wanted) {
    ConnectionQuery query = ConnectionQuery.all(ConnectionQuery.LARGEST_PAGE);
    while (true) {
      List<Connection> page = connections.list(query);
      Optional<ConnectionId> found = page.stream().filter(wanted).map(Connection::id).findFirst();
      if (found.isPresent() || page.size() < ConnectionQuery.LARGEST_PAGE) {
        return found;
      }
      query = query.startingAfter(page.getLast().id());
    }
  }
}
