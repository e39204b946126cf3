package io.rotakeep.core.access;

import io.rotakeep.core.access.ChangeRing.Changes;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDetail;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.quota.Quotas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps watchers up to date: current tokens at once, each successor before its predecessor ends,
 * and every change of state. Thread-safe; one virtual thread a watch.
 */
public final class TokenWatch {
  /**
   * How long a watch that has nothing to do waits before it looks whether its receiver is there,
   * and may still read what it was told.
   */
  private static final Duration GLANCE = Duration.ofMillis(500);

  /** Where a watch resumes that broke before it had told everything. */
  private static final String BEGINNING = "";

  private final Supplier<Policies> policies;
  private final ConnectionStore store;
  private final CurrentTokens current;
  private final ChangeRing ring;
  private final Supplier<Quotas> quotas;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final String epoch;

  /**
   * @param epoch tells this process's cursors from an earlier one's
   */
  public TokenWatch(
      Supplier<Policies> policies,
      ConnectionStore store,
      CurrentTokens current,
      ChangeRing ring,
      Supplier<Quotas> quotas,
      AuditDevice audit,
      InstantSource clock,
      String epoch) {
    this.policies = policies;
    this.store = store;
    this.current = current;
    this.ring = ring;
    this.quotas = quotas;
    this.audit = audit;
    this.clock = clock;
    this.epoch = epoch;
  }

  /** Whether the caller may read every connection it names; a watch by filter leaves out others. */
  public boolean permits(WatchRequest request) {
    Following following = following(request);
    return request.connections().stream().allMatch(following::isReadable);
  }

  /**
   * Follows until the receiver is gone or the thread is interrupted. What the caller may not read
   * any more is taken back within a second.
   *
   * @throws io.rotakeep.core.quota.CallerThrottledException if the caller has had all of its quota
   * @return false if the watch ended because the caller may read nothing any more
   */
  public boolean follow(WatchRequest request, WatchSink sink) throws InterruptedException {
    Following following = following(request);
    WatchSession session =
        new WatchSession(
            current,
            sink,
            clock,
            told -> {
              following.count(told.connection());
              audited(request, told);
            });
    long era = following.era();
    long position = begin(request, following, session, era);
    while (session.isOpen()) {
      Optional<Changes> changes = ring.since(position, session.patience(GLANCE));
      long now = following.era();
      if (now != era && following.isOver()) {
        return false;
      }
      if (changes.isEmpty() || now != era) {
        era = now;
        position = ring.position();
        reportAll(following, session);
        session.synced(true, cursor(position, era));
        continue;
      }
      // Until the last of them has been sent, a broken watch has to be told all of them again.
      String cursor = cursor(position, era);
      changes.get().ids().forEach(id -> reportOrWithdraw(following, id, session, cursor));
      position = changes.get().next();
      session.refreshDue();
      session.progress(cursor(position, era));
    }
    return true;
  }

  private Following following(WatchRequest request) {
    return new Following(request, policies, quotas, store);
  }

  private long begin(WatchRequest request, Following following, WatchSession session, long era)
      throws InterruptedException {
    long position = ring.position();
    Optional<Changes> missed = resumed(request.cursor(), following, era);
    if (missed.isPresent()) {
      Set<ConnectionId> changed = missed.get().ids();
      following.each(
          id -> {
            if (!changed.contains(id)) {
              session.adopt(id);
            }
          });
      changed.forEach(id -> reportMissed(request.cursor(), following, id, session));
      session.synced(true, cursor(missed.get().next(), era));
      return missed.get().next();
    }
    reportAll(following, session);
    session.synced(false, cursor(position, era));
    return position;
  }

  private void reportAll(Following following, WatchSession session) {
    Set<ConnectionId> gone = new HashSet<>(session.told());
    following.each(
        id -> {
          gone.remove(id);
          session.report(id, BEGINNING);
        });
    gone.forEach(id -> session.withdraw(id, BEGINNING));
  }

  private void reportOrWithdraw(
      Following following, ConnectionId id, WatchSession session, String cursor) {
    if (following.includes(id)) {
      session.report(id, cursor);
    } else if (session.knows(id)) {
      session.withdraw(id, cursor);
    }
  }

  /**
   * What changed while nobody watched. The watcher may know the connection from before; one that it
   * may not read is not mentioned even so, since it may never have been told of it.
   */
  private void reportMissed(
      String cursor, Following following, ConnectionId id, WatchSession session) {
    if (following.includes(id)) {
      session.report(id, cursor);
    } else if (!following.isByName() && following.isReadable(id)) {
      session.withdraw(id, cursor);
    }
  }

  /**
   * What the watcher missed, unless it may have lost or won connections meanwhile: then it is told
   * everything anew. Labels leave no trace of whom they once let in.
   */
  private Optional<Changes> resumed(String cursor, Following following, long era)
      throws InterruptedException {
    int colon = cursor.indexOf(':');
    if (colon < 0
        || !cursor.substring(0, colon).equals(epoch + "-" + era)
        || following.goesByLabels()) {
      return Optional.empty();
    }
    try {
      return ring.since(Long.parseLong(cursor.substring(colon + 1)), Duration.ZERO);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private String cursor(long position, long era) {
    return epoch + "-" + era + ":" + position;
  }

  private void audited(WatchRequest request, WatchEvent.TokenChanged told) {
    audit.record(
        new AuditRecord(
                clock.instant(),
                AuditAction.ACCESS_TOKEN_WATCHED,
                AuditOutcome.SUCCEEDED,
                request.caller().name(),
                told.connection().value(),
                told.token().generation().number(),
                told.token().handle(),
                "",
                "")
            .with(
                AuditDetail.ofLife(
                    Duration.between(clock.instant(), told.token().validity().expires())
                        .toSeconds())));
  }
}
