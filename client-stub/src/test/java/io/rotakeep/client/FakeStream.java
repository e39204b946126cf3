package io.rotakeep.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.StateEvent;
import io.rotakeep.v1.SyncedEvent;
import io.rotakeep.v1.TokenEvent;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One watch at a fake daemon, told what the test wants. */
final class FakeStream {
  private final WatchAccessTokensRequest request;
  private final ServerCallStreamObserver<WatchAccessTokensResponse> out;
  private @Nullable Instant now;
  private String cursor = "";

  FakeStream(
      WatchAccessTokensRequest request, ServerCallStreamObserver<WatchAccessTokensResponse> out) {
    this.request = request;
    this.out = out;
  }

  WatchAccessTokensRequest request() {
    return request;
  }

  boolean isCancelled() {
    return out.isCancelled();
  }

  /** The clock of this daemon from now on; without it messages carry no time. */
  @CanIgnoreReturnValue
  FakeStream at(Instant time) {
    now = time;
    return this;
  }

  @CanIgnoreReturnValue
  FakeStream cursor(String next) {
    cursor = next;
    return this;
  }

  @CanIgnoreReturnValue
  FakeStream token(String connection, GetAccessTokenResponse token) {
    var event = TokenEvent.newBuilder().setConnection(connection).setToken(token);
    return send(WatchAccessTokensResponse.newBuilder().setToken(event));
  }

  @CanIgnoreReturnValue
  FakeStream state(String connection, ConnectionState state, boolean serves) {
    var event =
        StateEvent.newBuilder()
            .setConnection(connection)
            .setState(state)
            .setServesCurrentToken(serves);
    return send(WatchAccessTokensResponse.newBuilder().setState(event));
  }

  @CanIgnoreReturnValue
  FakeStream deleted(String connection) {
    var event = StateEvent.newBuilder().setConnection(connection).setDeleted(true);
    return send(WatchAccessTokensResponse.newBuilder().setState(event));
  }

  @CanIgnoreReturnValue
  FakeStream synced(boolean resumed) {
    var event = SyncedEvent.newBuilder().setResumed(resumed);
    return send(WatchAccessTokensResponse.newBuilder().setSynced(event));
  }

  void fail(Status status) {
    out.onError(status.asRuntimeException());
  }

  private FakeStream send(WatchAccessTokensResponse.Builder message) {
    Instant time = now;
    if (time != null) {
      message.setTime(
          Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()));
    }
    out.onNext(message.setCursor(cursor).build());
    return this;
  }
}
