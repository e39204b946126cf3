package io.rotakeep.core.enrollment;

import io.rotakeep.core.Labels;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.rotation.AccessTokenCache;
import io.rotakeep.core.rotation.RowAge;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Relabels and deletes connections. Thread-safe. */
public final class ConnectionChanges {
  private final ConnectionStore connections;
  private final ConnectionLocks locks;
  private final ConnectionSecrets secrets;
  private final RowAge age;
  private final Holds holds;
  private final AccessTokenCache cache;
  private final AuditDevice audit;
  private final InstantSource clock;

  public ConnectionChanges(
      ConnectionStore connections,
      ConnectionLocks locks,
      ConnectionSecrets secrets,
      RowAge age,
      Holds holds,
      AccessTokenCache cache,
      AuditDevice audit,
      InstantSource clock) {
    this.connections = connections;
    this.locks = locks;
    this.secrets = secrets;
    this.age = age;
    this.holds = holds;
    this.cache = cache;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The connection with just these labels; empty if there is no such connection. Who watches is
   * told at once, and who reads by label is judged by these from the next call on.
   *
   * @throws io.rotakeep.core.caller.GuardedLabelException if they may not be changed so
   * @throws io.rotakeep.core.crypto.IntegrityException if the row is not as it was written, or
   *     older than it should be
   */
  public Optional<Connection> relabel(
      ConnectionId id, Map<String, String> labels, LabelRights by, String requestId) {
    Labels.check(labels);
    return locks.whileHolding(
        id,
        lock ->
            connections
                .find(id)
                .map(
                    before -> {
                      by.requireToChange(before.labels(), labels);
                      // Written once more, a row that was put back would pass for the newest.
                      age.check(before);
                      Connection after = secrets.relabelled(before, labels).nextRevision();
                      tell(AuditAction.CONNECTION_LABELLED, id, by.caller().name(), requestId);
                      if (!connections.replace(lock, before, after)) {
                        throw new StaleRowException(id);
                      }
                      cache.relabel(lock, after.labels());
                      return after;
                    }));
  }

  /** What came of a deletion. */
  public sealed interface Deleted {
    record Gone(Tombstone tombstone) implements Deleted {}

    record NotFound() implements Deleted {}

    /** It is neither revoked nor pending, and nobody forced it. */
    record StillInUse(ConnectionState state) implements Deleted {}
  }

  /** Forgets a connection but for its tombstone. */
  public Deleted delete(ConnectionId id, boolean force, String caller, String requestId) {
    return locks.whileHolding(
        id,
        lock -> {
          Optional<Connection> found = connections.find(id);
          if (found.isEmpty()) {
            return new Deleted.NotFound();
          }
          Connection before = found.get();
          ConnectionState state = holds.effective(before);
          if (!force && !deletable(state)) {
            return new Deleted.StillInUse(state);
          }
          tell(AuditAction.CONNECTION_DELETED, id, caller, requestId);
          stop(id);
          Tombstone tombstone =
              new Tombstone(id, before.generation(), before.revision() + 1, clock.instant());
          if (!connections.delete(lock, before, tombstone)) {
            throw new StaleRowException(id);
          }
          return new Deleted.Gone(tombstone);
        });
  }

  private static boolean deletable(ConnectionState state) {
    return switch (state) {
      case ConnectionState.Revoked _, ConnectionState.PendingAuthorization _ -> true;
      case ConnectionState.Active _,
          ConnectionState.InDoubt _,
          ConnectionState.ReauthorizationRequired _,
          ConnectionState.Quarantined _ ->
          false;
    };
  }

  /** So that no reader who found the row before its end publishes its token after it. */
  private void stop(ConnectionId id) {
    if (!holds.stopped(id)) {
      Instant now = clock.instant();
      holds.place(id, epoch -> new Hold.RevokedHold(id, epoch, now, Reason.OPERATOR, true));
    }
    cache.withdraw(id);
  }

  private void tell(AuditAction action, ConnectionId id, String caller, String requestId) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(), action, AuditOutcome.BEGUN, caller, id.value(), 0, "", requestId, ""));
  }
}
