package io.rotakeep.adapter.grpc;

import io.rotakeep.core.access.WatchEvent;
import io.rotakeep.core.access.WatchSink;
import io.rotakeep.v1.StateEvent;
import io.rotakeep.v1.SyncedEvent;
import io.rotakeep.v1.TokenEvent;
import io.rotakeep.v1.WatchAccessTokensResponse;

/** Writes a watch's events to its stream. */
final class OutboundWatch implements WatchSink {
  private final Outbound<WatchAccessTokensResponse> out;

  OutboundWatch(Outbound<WatchAccessTokensResponse> out) {
    this.out = out;
  }

  @Override
  public boolean send(WatchEvent event, String cursor) {
    return out.send(message(event).setCursor(cursor).build());
  }

  @Override
  public boolean isOpen() {
    return out.isOpen();
  }

  private static WatchAccessTokensResponse.Builder message(WatchEvent event) {
    WatchAccessTokensResponse.Builder message = WatchAccessTokensResponse.newBuilder();
    return switch (event) {
      case WatchEvent.TokenChanged(var id, var token) ->
          message.setToken(
              TokenEvent.newBuilder().setConnection(id.value()).setToken(TokenMessages.of(token)));
      case WatchEvent.StateChanged(var id, var state, boolean servesCurrent) ->
          message.setState(
              StateEvent.newBuilder()
                  .setConnection(id.value())
                  .setState(ConnectionWords.state(state))
                  .setReason(ConnectionWords.reason(state))
                  .setServesCurrentToken(servesCurrent));
      case WatchEvent.Deleted(var id) ->
          message.setState(StateEvent.newBuilder().setConnection(id.value()).setDeleted(true));
      case WatchEvent.Synced(long connections) ->
          message.setSynced(SyncedEvent.newBuilder().setConnections(connections));
    };
  }
}
