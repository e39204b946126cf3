package io.rotakeep.core.connection;

import java.util.List;
import java.util.Optional;

/**
 * Keeps holds. Thread-safe. A crash may take the last changes back, in their order: that they
 * survive it is the journal's part.
 */
public interface HoldStore {
  Optional<SignedHold> find(ConnectionId id);

  /**
   * Writes the hold if its epoch is the one after the stored one's, or equal to it when only the
   * confirmation of a revocation changes.
   *
   * @return false if the epoch has moved on, and nothing was written
   */
  boolean write(SignedHold hold);

  /** Every hold that stands, in no order. */
  List<SignedHold> standing();

  /** Every hold that was lifted and has not been placed again, in no order. */
  List<SignedHold> lifted();

  /** Revocations that the provider has not confirmed, the oldest first. */
  List<ConnectionId> unconfirmed(int limit);
}
