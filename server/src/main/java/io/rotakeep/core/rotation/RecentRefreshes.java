package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last refreshes of the connections that were refreshed last, for people who ask what happened.
 * In memory: a restart forgets them, and the audit is what keeps them. Thread-safe; bounded by the
 * cache it is given, and for each connection by {@link #MOST}.
 */
public final class RecentRefreshes {
  static final int MOST = 20;

  private final BoundedCache<ConnectionId, List<PastRefresh>> remembered;
  private final Instant since;

  /**
   * @param since when remembering began
   */
  public RecentRefreshes(BoundedCache<ConnectionId, List<PastRefresh>> remembered, Instant since) {
    this.remembered = remembered;
    this.since = since;
  }

  Instant since() {
    return since;
  }

  /** Newest first. */
  List<PastRefresh> of(ConnectionId id) {
    List<PastRefresh> found = remembered.find(id);
    return found == null ? List.of() : found;
  }

  void remember(ConnectionId id, PastRefresh ended) {
    remembered.merge(id, List.of(ended), RecentRefreshes::joined);
  }

  private static List<PastRefresh> joined(List<PastRefresh> before, List<PastRefresh> newest) {
    return Stream.concat(newest.stream(), before.stream()).limit(MOST).toList();
  }
}
