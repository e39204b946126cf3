package io.rotakeep.core.access;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** What one watcher has been told, and which of its tokens need a successor when. One thread. */
final class WatchSession {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final CurrentTokens current;
  private final WatchSink sink;
  private final InstantSource clock;
  private final Consumer<WatchEvent.TokenChanged> audited;
  private final Map<ConnectionId, String> told = new HashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::time));
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

  /** Follows a connection whose token the watcher still has from an earlier watch. */
  void adopt(ConnectionId id) {
    WatchEvent event = current.of(id);
    told.put(id, word(event));
    schedule(event);
  }

  /** Tells what is new of the connection, if anything is. */
  void report(ConnectionId id, String cursor) {
    WatchEvent event = current.of(id);
    String word = word(event);
    if (!open || word.equals(told.put(id, word))) {
      return;
    }
    if (event instanceof WatchEvent.TokenChanged token) {
      audited.accept(token);
    }
    open = sink.send(event, cursor);
    schedule(event);
  }

  void synced(String cursor) {
    open = open && sink.send(new WatchEvent.Synced(told.size()), cursor);
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
