package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.stub.ClientCalls;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SafeRetriesTest {
  private static final Status UNAVAILABLE =
      Status.newBuilder().setCode(Code.UNAVAILABLE.getNumber()).build();
  private static final GetAccessTokenResponse TOKEN = Answers.token("t", Instant.EPOCH);

  private final FakeDaemon daemon = new FakeDaemon();
  private final RotakeepClient client = RotakeepClient.builder().address(daemon.address()).build();

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void repeatsAReadThreeTimes() {
    daemon.failTimes(3, UNAVAILABLE, TOKEN);

    assertThat(client.accessToken("a").value()).isEqualTo("t");
    assertThat(daemon.requests()).hasSize(4);
  }

  @Test
  void givesUpAfterThat() {
    daemon.failTimes(4, UNAVAILABLE, TOKEN);

    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken("a"));
    assertThat(daemon.requests()).hasSize(4);
  }

  @Test
  void repeatsNothingElse() {
    daemon.fail(Code.RESOURCE_EXHAUSTED);

    assertThatExceptionOfType(RotakeepException.Throttled.class)
        .isThrownBy(() -> client.accessToken("a"));
    assertThat(daemon.requests()).hasSize(1);
  }

  @Test
  void leavesALongPauseToTheCaller() {
    daemon.failTimes(1, after(Duration.ofSeconds(5)), TOKEN);

    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken("a"))
        .returns(Advice.WAIT, RotakeepException::advice);
    assertThat(daemon.requests()).hasSize(1);
  }

  @Test
  void waitsAsLongAsTheDaemonSays() {
    daemon.failTimes(1, after(Duration.ofMillis(300)), TOKEN);
    long began = System.nanoTime();

    client.accessToken("a");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(299));
    assertThat(daemon.requests()).hasSize(2);
  }

  @Test
  void doesNotWaitBeyondTheDeadline() {
    daemon.failTimes(1, after(Duration.ofSeconds(2)), TOKEN);
    try (var hasty =
        RotakeepClient.builder()
            .address(daemon.address())
            .deadline(Duration.ofSeconds(1))
            .build()) {

      assertThatExceptionOfType(RotakeepException.Unavailable.class)
          .isThrownBy(() -> hasty.accessToken("a"));
    }
    assertThat(daemon.requests()).hasSize(1);
  }

  @Test
  void repeatsAChangeOnlyUnderARequestId() {
    var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
    var bare = RefreshConnectionRequest.newBuilder().setConnection("a").build();

    assertThat(catchThrowable(() -> connections.refreshConnection(bare))).isNotNull();
    assertThat(daemon.refreshes()).hasSize(1);
    assertThat(
            catchThrowable(
                () -> connections.refreshConnection(bare.toBuilder().setRequestId("r-1").build())))
        .isNotNull();
    assertThat(daemon.refreshes()).hasSize(5);
  }

  @Test
  void endsAtOnceWhenItIsCancelledDuringAPause() {
    daemon.failTimes(1, after(Duration.ofSeconds(2)), TOKEN);
    var call =
        ClientCalls.futureUnaryCall(
            client
                .channel()
                .newCall(TokenServiceGrpc.getGetAccessTokenMethod(), io.grpc.CallOptions.DEFAULT),
            GetAccessTokenRequest.newBuilder().setConnection("a").build());
    await().until(() -> daemon.requests().size() == 1);

    call.cancel(true);
    client.close();

    assertThat(daemon.requests()).hasSize(1);
  }

  private static Status after(Duration pause) {
    var info = RetryInfo.newBuilder();
    info.getRetryDelayBuilder().setSeconds(pause.getSeconds()).setNanos(pause.getNano());
    return UNAVAILABLE.toBuilder().addDetails(Any.pack(info.build())).build();
  }
}
