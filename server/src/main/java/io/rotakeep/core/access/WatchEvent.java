package io.rotakeep.core.access;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;

/** What a watcher is told. */
public sealed interface WatchEvent {
  record TokenChanged(ConnectionId connection, AccessToken token) implements WatchEvent {}

  /**
   * @param servesCurrent whether a token that the watcher holds may be used until it ends
   */
  record StateChanged(ConnectionId connection, ConnectionState state, boolean servesCurrent)
      implements WatchEvent {}

  /** Deleted, or for another reason no longer to be followed. */
  record Deleted(ConnectionId connection) implements WatchEvent {}

  /**
   * The watcher now knows what the daemon knows.
   *
   * @param resumed false if everything was told from the beginning, so that what was not is gone
   */
  record Synced(long connections, boolean resumed) implements WatchEvent {}
}
