package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import io.rotakeep.v1.WatchAccessTokensResponse.EventCase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchTest {
  private TestApi api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", "crm/a", "crm/b");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void sendsTokensThenSyncedThenEachChange() {
    Iterator<WatchAccessTokensResponse> stream = watch(both());

    WatchAccessTokensResponse first = stream.next();
    WatchAccessTokensResponse second = stream.next();
    WatchAccessTokensResponse synced = stream.next();
    api.connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection("crm/a").build());
    WatchAccessTokensResponse successor = stream.next();
    api.connections()
        .revokeConnection(RevokeConnectionRequest.newBuilder().setConnection("crm/b").build());
    WatchAccessTokensResponse revoked = stream.next();

    assertThat(first.getToken().getToken().getAccessToken()).isNotEmpty();
    assertThat(second.getEventCase()).isEqualTo(EventCase.TOKEN);
    assertThat(synced.getSynced().getConnections()).isEqualTo(2);
    assertThat(successor.getToken().getConnection()).isEqualTo("crm/a");
    assertThat(successor.getToken().getToken().getGeneration()).isEqualTo(3);
    assertThat(revoked.getState().getConnection()).isEqualTo("crm/b");
    assertThat(revoked.getState().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_REVOKED);
    assertThat(revoked.getState().getServesCurrentToken()).isFalse();
    assertThat(revoked.getCursor()).isNotEmpty();
  }

  @Test
  void goesOnAfterTheCursor() {
    Iterator<WatchAccessTokensResponse> first = watch(both());
    first.next();
    first.next();
    String cursor = first.next().getCursor();
    api.connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection("crm/b").build());

    Iterator<WatchAccessTokensResponse> resumed =
        watch(both().toBuilder().setCursor(cursor).build());

    List<WatchAccessTokensResponse> missed = new ArrayList<>();
    do {
      missed.add(resumed.next());
    } while (missed.getLast().getEventCase() != EventCase.SYNCED);
    assertThat(missed)
        .anySatisfy(
            event -> {
              assertThat(event.getToken().getConnection()).isEqualTo("crm/b");
              assertThat(event.getToken().getToken().getGeneration()).isEqualTo(3);
            });
  }

  @Test
  void followsWhatAFilterNames() {
    Iterator<WatchAccessTokensResponse> stream =
        watch(WatchAccessTokensRequest.newBuilder().setFilter("provider = double").build());

    assertThat(stream.next().getEventCase()).isEqualTo(EventCase.TOKEN);
    assertThat(stream.next().getEventCase()).isEqualTo(EventCase.TOKEN);
    assertThat(stream.next().getSynced().getConnections()).isEqualTo(2);
  }

  @Test
  void endsWithItsDeadlineAndNotBefore() {
    Iterator<WatchAccessTokensResponse> stream =
        api.tokens().withDeadlineAfter(500, TimeUnit.MILLISECONDS).watchAccessTokens(both());
    stream.next();
    stream.next();
    stream.next();

    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, stream::next);

    assertThat(error.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void endsWhenTheDaemonStops() {
    Iterator<WatchAccessTokensResponse> stream = watch(both());
    stream.next();
    stream.next();
    stream.next();

    api.vault.calls.endStreams();

    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, stream::next);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(api.rpc.stop(Duration.ofSeconds(10))).isTrue();
  }

  private Iterator<WatchAccessTokensResponse> watch(WatchAccessTokensRequest request) {
    return api.tokens().withDeadlineAfter(30, TimeUnit.SECONDS).watchAccessTokens(request);
  }

  private static WatchAccessTokensRequest both() {
    return WatchAccessTokensRequest.newBuilder()
        .addConnections("crm/a")
        .addConnections("crm/b")
        .build();
  }
}
