package io.rotakeep.core.connection;

/**
 * Proof that the holder alone may change a connection. Only {@link ConnectionLocks} makes one; it
 * is good until the block it was given to ends.
 */
public sealed interface ConnectionLock permits ConnectionLocks.HeldLock {
  ConnectionId connection();

  /**
   * @throws IllegalStateException if the block has ended or the lock is another connection's
   */
  void check(ConnectionId connection);
}
