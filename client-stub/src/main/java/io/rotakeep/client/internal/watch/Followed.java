package io.rotakeep.client.internal.watch;

import io.rotakeep.client.Watch;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the stream asks for: a filter, or names that become more with use. Thread-safe. */
final class Followed {
  private final String filter;
  private final Set<String> given;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  private Followed(String filter, Set<String> given) {
    this.filter = filter;
    this.given = given;
    names.addAll(given);
  }

  static Followed of(Watch watch) {
    if (watch instanceof Watch.Matching matching) {
      return new Followed(matching.filter(), Set.of());
    }
    return new Followed("", ((Watch.Connections) watch).ids());
  }

  /** Whether a connection that is used has to be added yet, and may be. */
  boolean lacks(String connection) {
    return filter.isEmpty() && !names.contains(connection) && !isFull();
  }

  void add(String connection) {
    if (lacks(connection)) {
      names.add(connection);
    }
  }

  boolean isFull() {
    return names.size() >= Watch.Connections.MOST;
  }

  boolean isEmpty() {
    return filter.isEmpty() && names.isEmpty();
  }

  /** Leaves those that were named from the start. */
  void forgetUse() {
    names.retainAll(given);
  }

  WatchAccessTokensRequest request(String cursor) {
    return WatchAccessTokensRequest.newBuilder()
        .addAllConnections(names)
        .setFilter(filter)
        .setCursor(cursor)
        .build();
  }
}
