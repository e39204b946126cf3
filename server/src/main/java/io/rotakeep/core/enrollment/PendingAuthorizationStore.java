package io.rotakeep.core.enrollment;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps pending authorizations. Thread-safe; a returned change survives the death of the process. A
 * power failure may lose the last ones: then the person consents again.
 */
public interface PendingAuthorizationStore {
  void insert(PendingAuthorization pending);

  Optional<PendingAuthorization> find(String stateHash);

  Optional<PendingAuthorization> findByTicket(String ticketHash);

  /**
   * Writes {@code after} if the row is still in the phase of {@code before}: of two that try, one
   * succeeds.
   *
   * @return false if the row is gone or has moved on, and nothing was written
   */
  boolean advance(PendingAuthorization before, PendingAuthorization after);

  void delete(String stateHash);

  /**
   * Removes what expired before {@code time}, but nothing in phase EXCHANGING; returns how many.
   */
  int deleteExpired(Instant time);
}
