package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Fingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what outlives a connection's tokens: fingerprints and tombstones. Thread-safe. */
public interface LineageStore {
  /** Which connection adopted the token with this fingerprint, and as which generation. */
  Optional<Ancestor> findAncestor(Fingerprint fingerprint);

  Optional<Tombstone> findTombstone(ConnectionId id);

  /** Connections whose grant has this key, in ascending order of id, {@code limit} at the most. */
  List<ConnectionId> siblings(GrantKey key, int limit);

  /** For each provider's name, when the refresh token that has rested longest was last used. */
  Map<String, Instant> longestUnused();

  /** Forgets tombstones of before {@code time} with their fingerprints; returns how many. */
  int forgetBefore(Instant time);

  /** One adopted refresh token. */
  record Ancestor(ConnectionId connection, Generation generation) {}
}
