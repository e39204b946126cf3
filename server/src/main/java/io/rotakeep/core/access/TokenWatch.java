package io.rotakeep.core.access;

import io.rotakeep.core.access.ChangeRing.Changes;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps watchers up to date: current tokens at once, each successor before its predecessor ends,
 * and every change of state. Thread-safe; one virtual thread a watch.
 */
public final class TokenWatch {
  /**
   * How long a watch that has nothing to do waits before it looks whether its receiver is there.
   */
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /** Where a watch resumes that broke before it had told everything. */
  private static final String BEGINNING = "";

  private final Supplier<Policies> policies;
  private final ConnectionStore store;
  private final CurrentTokens current;
  private final ChangeRing ring;
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
      AuditDevice audit,
      InstantSource clock,
      String epoch) {
    this.policies = policies;
    this.store = store;
    this.current = current;
    this.ring = ring;
    this.audit = audit;
    this.clock = clock;
    this.epoch = epoch;
  }

  /** Whether the caller may read every connection it names; a watch by filter leaves out others. */
  public boolean permits(WatchRequest request) {
    Policies now = policies.get();
    return request.connections().stream()
        .allMatch(id -> now.permits(request.caller(), Role.READER, id.value()));
  }

  /** Follows until the receiver is gone or the thread is interrupted. */
  public void follow(WatchRequest request, WatchSink sink) throws InterruptedException {
    WatchSession session = new WatchSession(current, sink, clock, told -> audited(request, told));
    long position = begin(request, session);
    while (session.isOpen()) {
      Optional<Changes> changes = ring.since(position, session.patience(GLANCE));
      if (changes.isEmpty()) {
        position = ring.position();
        reportAll(request, session);
        session.synced(true, cursor(position));
        continue;
      }
      // Until the last of them has been sent, a broken watch has to be told all of them again.
      String cursor = cursor(position);
      changes.get().ids().forEach(id -> reportOrWithdraw(request, id, session, cursor));
      position = changes.get().next();
      session.refreshDue();
      session.progress(cursor(position));
    }
  }

  private long begin(WatchRequest request, WatchSession session) throws InterruptedException {
    long position = ring.position();
    Optional<Changes> missed = resumed(request.cursor());
    if (missed.isPresent()) {
      Set<ConnectionId> changed = missed.get().ids();
      followed(
          request,
          id -> {
            if (!changed.contains(id)) {
              session.adopt(id);
            }
          });
      changed.forEach(id -> reportMissed(request, id, session));
      session.synced(true, cursor(missed.get().next()));
      return missed.get().next();
    }
    reportAll(request, session);
    session.synced(false, cursor(position));
    return position;
  }

  private void reportAll(WatchRequest request, WatchSession session) {
    Set<ConnectionId> gone = new HashSet<>(session.told());
    followed(
        request,
        id -> {
          gone.remove(id);
          session.report(id, BEGINNING);
        });
    gone.forEach(id -> session.withdraw(id, BEGINNING));
  }

  private void reportOrWithdraw(
      WatchRequest request, ConnectionId id, WatchSession session, String cursor) {
    if (follows(request, id)) {
      session.report(id, cursor);
    } else if (session.knows(id)) {
      session.withdraw(id, cursor);
    }
  }

  /**
   * What changed while nobody watched. The watcher may know the connection from before; one that it
   * may not read is not mentioned even so, since it may never have been told of it.
   */
  private void reportMissed(WatchRequest request, ConnectionId id, WatchSession session) {
    if (follows(request, id)) {
      session.report(id, request.cursor());
    } else if (request.connections().isEmpty() && readable(request, id)) {
      session.withdraw(id, request.cursor());
    }
  }

  private Optional<Changes> resumed(String cursor) throws InterruptedException {
    int colon = cursor.indexOf(':');
    if (colon < 0 || !cursor.substring(0, colon).equals(epoch)) {
      return Optional.empty();
    }
    try {
      return ring.since(Long.parseLong(cursor.substring(colon + 1)), Duration.ZERO);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void followed(WatchRequest request, Consumer<ConnectionId> each) {
    if (!request.connections().isEmpty()) {
      request.connections().forEach(each);
      return;
    }
    ConnectionQuery query =
        new ConnectionQuery(
            request.provider(),
            null,
            null,
            request.labels(),
            null,
            null,
            ConnectionQuery.LARGEST_PAGE);
    while (true) {
      List<ConnectionId> page =
          store.list(query).stream().map(connection -> connection.id()).toList();
      page.stream().filter(id -> readable(request, id)).forEach(each);
      if (page.size() < ConnectionQuery.LARGEST_PAGE) {
        return;
      }
      query = query.startingAfter(page.getLast());
    }
  }

  private boolean follows(WatchRequest request, ConnectionId id) {
    if (!request.connections().isEmpty()) {
      return request.connections().contains(id) && readable(request, id);
    }
    return readable(request, id)
        && store.find(id).stream()
            .allMatch(
                connection ->
                    (request.provider() == null || request.provider().equals(connection.provider()))
                        && connection.labels().entrySet().containsAll(request.labels().entrySet()));
  }

  private boolean readable(WatchRequest request, ConnectionId id) {
    return policies.get().permits(request.caller(), Role.READER, id.value());
  }

  private String cursor(long position) {
    return epoch + ":" + position;
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
            ""));
  }
}
