package io.rotakeep.core.access;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/** What one watcher has been told, and which of its tokens need a successor when. One thread. */
final class WatchSession {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** How often a watcher hears that nothing was kept from it. */
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  private final CurrentTokens current;
  private final WatchSink sink;
  private final InstantSource clock;
  private final Consumer<WatchEvent.TokenChanged> audited;
  private final Map<ConnectionId, String> told = new HashMap<>();

  /** Of those, the ones told on an earlier watch. */
  private final Set<ConnectionId> adopted = new HashSet<>();

  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::time));
  private Instant synced = Instant.EPOCH;
  private boolean open = true;

  /**
   * @param audited is told of each token before the watcher
   */
  WatchSession(
      CurrentTokens current,
      WatchSink sink,
      InstantSource clock,
      Consumer<WatchEvent.TokenChanged> audited) {
    this.current = current;
    this.sink = sink;
    this.clock = clock;
    this.audited = audited;
  }

  private record Due(Instant time, ConnectionId connection, String handle) {}

  boolean isOpen() {
    return open && sink.isOpen();
  }

  /** How long there is nothing to do but to wait for changes. */
  Duration patience(Duration longest) {
    Due next = due.peek();
    if (next == null) {
      return longest;
    }
    Duration left = Duration.between(clock.instant(), next.time());
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(longest) < 0 ? left : longest;
  }

  /**
   * Follows a connection whose token the watcher still has from an earlier watch. What it has was
   * true when the watch was resumed; a change since then is reported even if it is what is seen
   * here already.
   */
  void adopt(ConnectionId id) {
    WatchEvent event = current.of(id);
    told.put(id, word(event));
    adopted.add(id);
    schedule(event);
  }

  /** Tells what is new of the connection, if anything is. */
  void report(ConnectionId id, String cursor) {
    WatchEvent event = current.of(id);
    String word = word(event);
    boolean known = !adopted.remove(id);
    if (!open || (word.equals(told.put(id, word)) && known)) {
      return;
    }
    if (event instanceof WatchEvent.TokenChanged token) {
      audited.accept(token);
    }
    open = sink.send(event, cursor);
    schedule(event);
  }

  /** What the watcher has been told of. */
  Set<ConnectionId> told() {
    return Set.copyOf(told.keySet());
  }

  boolean knows(ConnectionId id) {
    return told.containsKey(id);
  }

  /** Takes back what was told of a connection that is not followed any more. */
  void withdraw(ConnectionId id, String cursor) {
    told.remove(id);
    adopted.remove(id);
    open = open && sink.send(new WatchEvent.Deleted(id), cursor);
  }

  void synced(boolean resumed, String cursor) {
    synced = clock.instant();
    open = open && sink.send(new WatchEvent.Synced(told.size(), resumed), cursor);
  }

  /** Says that everything has been told, if that was last said some time ago. */
  void progress(String cursor) {
    // The clock may be set back, which must not silence the watch.
    if (Duration.between(synced, clock.instant()).abs().compareTo(PROGRESS) >= 0) {
      synced(true, cursor);
    }
  }

  /** Has successors fetched for tokens whose time has come. */
  void refreshDue() {
    Instant now = clock.instant();
    while (!due.isEmpty() && !now.isBefore(due.peek().time())) {
      Due next = due.poll();
      if (next.handle().equals(told.get(next.connection()))) {
        current.refresh(next.connection(), next.handle());
        due.add(new Due(now.plus(AGAIN), next.connection(), next.handle()));
      }
    }
  }

  private void schedule(WatchEvent event) {
    if (event instanceof WatchEvent.TokenChanged(ConnectionId id, var token)) {
      due.add(new Due(token.validity().refreshAfter(), id, token.handle()));
    }
  }

  private static String word(WatchEvent event) {
    return switch (event) {
      case WatchEvent.TokenChanged(_, var token) -> token.handle();
      case WatchEvent.StateChanged(_, var state, _) -> state.toString();
      case WatchEvent.Deleted _ -> "deleted";
      case WatchEvent.Synced _ -> "synced";
    };
  }
}
