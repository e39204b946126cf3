package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.IntegrityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps connections. Thread-safe. A crash may take the last changes back, in their order: that they
 * survive it is the journal's part. Writing a generation also keeps its fingerprint, in the same
 * transaction.
 */
public interface ConnectionStore {
  /**
   * @throws IntegrityException if the row cannot be read, or is another's
   */
  Optional<Connection> find(ConnectionId id);

  /** For whoever may not tell, or need not know, a broken row from none. */
  default Optional<Connection> findWhole(ConnectionId id) {
    try {
      return find(id);
    } catch (IntegrityException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a first row.
   *
   * @return false if the id is taken, and nothing was written
   */
  boolean create(ConnectionLock lock, Connection connection);

  /**
   * Writes {@code after} if the row still has the generation and the revision of {@code before};
   * {@code after} carries the next revision.
   *
   * @return false if the row has moved on, and nothing was written
   */
  boolean replace(ConnectionLock lock, Connection before, Connection after);

  /**
   * Removes the row and leaves its tombstone, with all fingerprints.
   *
   * @return false if the row has moved on, and nothing was written
   */
  boolean delete(ConnectionLock lock, Connection before, Tombstone tombstone);

  /** One page in ascending order of id; fewer than the limit means the last page. */
  List<Connection> list(ConnectionQuery query);

  /** How many connections each provider has in each state, holds included. */
  Map<ProviderState, Long> counts();

  /** A provider's name and a state's word. */
  record ProviderState(String provider, String state) {}
}
