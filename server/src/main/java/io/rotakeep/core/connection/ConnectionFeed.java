package io.rotakeep.core.connection;

/** Tells watchers that a connection has something new. Never blocks; thread-safe. */
public interface ConnectionFeed {
  void changed(ConnectionId id);
}
