package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.provider.ProviderStore;

/** What every method on connections looks them up with. */
public record ConnectionParts(
    ConnectionStore store, Holds holds, ProviderStore providers, Incidents incidents) {

  ConnectionMessages messages() {
    return new ConnectionMessages(holds, providers, incidents);
  }

  /**
   * @throws ReplyException if there is no such connection; for callers who may know that
   */
  Connection require(ConnectionId id) {
    return store.find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * As {@link #require}, but a broken row will do: its token may still be served from memory, so
   * whoever stops connections means this one, too.
   */
  void requireRow(ConnectionId id) {
    if (!hasRow(id)) {
      throw notFound(id);
    }
  }

  io.rotakeep.v1.Connection show(ConnectionId id) {
    return messages().of(require(id));
  }

  private boolean hasRow(ConnectionId id) {
    try {
      return store.find(id).isPresent();
    } catch (IntegrityException e) {
      return true;
    }
  }

  private static ReplyException notFound(ConnectionId id) {
    return FailureReplies.notFound().with("connection", id.value()).toException();
  }
}
