package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what outlives a connection's tokens: fingerprints and tombstones. Thread-safe. */
public interface LineageStore {
  /** Which connection adopted the token with this fingerprint, and as which generation. */
  Optional<Ancestor> findAncestor(Fingerprint fingerprint);

  /** Its generation is the newest that the connection had adopted, whatever its row said. */
  Optional<Tombstone> findTombstone(ConnectionId id);

  /** The newest generation that the connection has adopted, whatever this row of it says. */
  default Generation newest(Connection row) {
    return Optional.ofNullable(row.grant())
        .flatMap(grant -> findAncestor(grant.fingerprint()))
        .filter(found -> found.connection().equals(row.id()))
        .map(Ancestor::newest)
        .orElse(row.generation());
  }

  /** Connections whose grant has this key, in ascending order of id, {@code limit} at the most. */
  List<ConnectionId> siblings(GrantKey key, int limit);

  /**
   * Connections in one state whose refresh token has rested since before a time, the longest first.
   * Costs what the page costs, however many connections there are.
   */
  List<Resting> resting(RestingQuery query);

  /** For each provider's name, when the refresh token that has rested longest was last used. */
  Map<String, Instant> longestUnused();

  /** Forgets tombstones of before {@code time} with their fingerprints; returns how many. */
  int forgetBefore(Instant time);

  /**
   * A refresh token that rests.
   *
   * @param used when it was last used, or came
   */
  record Resting(ConnectionId connection, Instant used) {}

  /**
   * Which rest. Those on which a hold stands are left out.
   *
   * @param state a state's word, the connection's own
   * @param before rested since before then
   * @param after the page begins after this one; null for the first page
   */
  record RestingQuery(
      ProviderName provider, String state, Instant before, @Nullable Resting after, int limit) {}

  /**
   * One adopted refresh token.
   *
   * @param imported whether others had it before it came here, and may show it again
   * @param newest the newest generation that its connection has adopted, whatever its row says
   */
  record Ancestor(
      ConnectionId connection, Generation generation, boolean imported, Generation newest) {}
}
