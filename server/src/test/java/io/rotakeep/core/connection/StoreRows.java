package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.enrollment.PendingAuthorization;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.notice.Told;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.StoreRepair;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables of {@link InMemoryStores}, which guards them. */
final class StoreRows {
  final NavigableMap<ConnectionId, Connection> connections = new TreeMap<>();
  final NavigableMap<ConnectionId, SignedHold> holds = new TreeMap<>();
  final NavigableMap<ProviderName, Provider> providers = new TreeMap<>();
  final Map<ConnectionId, Tombstone> tombstones = new HashMap<>();
  final Map<Fingerprint, LineageStore.Ancestor> ancestors = new HashMap<>();

  /** Of each connection, the highest among its ancestors. */
  final Map<ConnectionId, Generation> newest = new HashMap<>();

  final Map<IncidentId, Incident> incidents = new HashMap<>();
  final Map<InMemoryNoticeMarks.Key, Told> noticeMarks = new HashMap<>();
  final Map<String, PendingAuthorization> pending = new HashMap<>();

  /** Whose image nobody can read. */
  final Set<ConnectionId> damaged = new HashSet<>();

  StoreRepair.@Nullable Mark mark;

  StoreRows copy() {
    StoreRows copy = new StoreRows();
    copy.connections.putAll(connections);
    copy.holds.putAll(holds);
    copy.providers.putAll(providers);
    copy.tombstones.putAll(tombstones);
    copy.ancestors.putAll(ancestors);
    copy.newest.putAll(newest);
    copy.incidents.putAll(incidents);
    copy.noticeMarks.putAll(noticeMarks);
    copy.pending.putAll(pending);
    copy.damaged.addAll(damaged);
    copy.mark = mark;
    return copy;
  }

  /** A connection that returns from the dead leaves no tombstone behind. */
  void keep(Connection connection) {
    tombstones.remove(connection.id());
    connections.put(connection.id(), connection);
    damaged.remove(connection.id());
    Grant grant = connection.grant();
    if (grant != null) {
      ancestors.putIfAbsent(
          grant.fingerprint(),
          new LineageStore.Ancestor(
              connection.id(),
              connection.generation(),
              connection.history().isImported(),
              connection.generation()));
      newest.merge(
          connection.id(),
          connection.generation(),
          (one, other) -> one.number() > other.number() ? one : other);
    }
  }

  void bury(Tombstone tombstone) {
    connections.remove(tombstone.id());
    tombstones.put(tombstone.id(), tombstone);
  }

  ConnectionState effective(Connection connection) {
    SignedHold hold = holds.get(connection.id());
    return hold == null ? connection.state() : hold.hold().over(connection.state());
  }
}
