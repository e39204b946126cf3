package io.rotakeep.adapter.grpc;

import io.rotakeep.core.access.WatchEvent;
import io.rotakeep.core.access.WatchSink;
import io.rotakeep.v1.StateEvent;
import io.rotakeep.v1.SyncedEvent;
import io.rotakeep.v1.TokenEvent;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.time.InstantSource;

/** Writes a watch's events to its stream. */
final class OutboundWatch implements WatchSink {
  private final Outbound<WatchAccessTokensResponse> out;
  private final InstantSource clock;

  OutboundWatch(Outbound<WatchAccessTokensResponse> out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public boolean send(WatchEvent event, String cursor) {
    return out.send(
        message(event).setCursor(cursor).setTime(Times.timestamp(clock.instant())).build());
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
      case WatchEvent.Synced(long connections, boolean resumed) ->
          message.setSynced(
              SyncedEvent.newBuilder().setConnections(connections).setResumed(resumed));
    };
  }
}
