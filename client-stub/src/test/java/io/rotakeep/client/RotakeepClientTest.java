package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.Timestamp;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RotakeepClientTest {
  private static final GetAccessTokenResponse RESPONSE =
      GetAccessTokenResponse.newBuilder()
          .setAccessToken("s3cr3t")
          .setTokenType("Bearer")
          .setExpireTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
          .addScopes("api")
          .putAttributes("instance_url", "https://acme.my.salesforce.com")
          .setTokenId("t-1")
          .setGeneration(7)
          .build();

  private final FakeDaemon daemon = new FakeDaemon();
  private final RotakeepClient client = RotakeepClient.builder().address(daemon.address()).build();

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void returnsTheTokenWithAllThatBelongsToIt() {
    daemon.answer(RESPONSE);

    var token = client.accessToken("salesforce/acme-prod");

    assertThat(token.value()).isEqualTo("s3cr3t");
    assertThat(token.authorizationHeader()).isEqualTo("Bearer s3cr3t");
    assertThat(token.expiry()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(token.scopes()).containsExactly("api");
    assertThat(token.attributes())
        .isEqualTo(Map.of("instance_url", "https://acme.my.salesforce.com"));
    assertThat(token.tokenId()).isEqualTo("t-1");
    assertThat(token.generation()).isEqualTo(7);
  }

  @Test
  void doesNotShowTheTokenWhenPrinted() {
    daemon.answer(RESPONSE);

    var token = client.accessToken("a");

    assertThat(token.toString()).contains("t-1", "generation=7").doesNotContain("s3cr3t");
  }

  @Test
  void sendsWhatTheRequestSays() {
    daemon.answer(RESPONSE);
    var rejected = client.accessToken("a");

    client.accessToken(
        TokenRequest.of("a").withMinValidity(Duration.ofMillis(90_500)).rejecting(rejected));

    assertThat(daemon.requests())
        .last()
        .isEqualTo(
            GetAccessTokenRequest.newBuilder()
                .setConnection("a")
                .setMinValidity(
                    com.google.protobuf.Duration.newBuilder().setSeconds(90).setNanos(500_000_000))
                .setRejectedTokenId("t-1")
                .build());
  }

  @Test
  void givesUpAtTheDeadline() {
    daemon.fallSilent();
    var hasty =
        RotakeepClient.builder().address(daemon.address()).deadline(Duration.ofMillis(200)).build();

    try (hasty) {
      assertThatExceptionOfType(RotakeepException.DeadlineExceeded.class)
          .isThrownBy(() -> hasty.accessToken("a"))
          .returns(Advice.RETRY, RotakeepException::advice);
    }
  }

  @Test
  void saysThatNobodyListens() {
    daemon.close();

    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken("a"))
        .returns(Advice.RETRY, RotakeepException::advice);
  }

  @Test
  void saysThatTheDaemonIsTooOld() {
    var connections = io.rotakeep.v1.ConnectionServiceGrpc.newBlockingStub(client.channel());

    assertThatExceptionOfType(io.grpc.StatusRuntimeException.class)
        .isThrownBy(
            () ->
                connections.getConnection(io.rotakeep.v1.GetConnectionRequest.getDefaultInstance()))
        .extracting(RotakeepException::from)
        .isInstanceOf(RotakeepException.NotSupported.class);
  }

  @Test
  void refusesCallsAfterItsClose() {
    client.close();

    assertThatIllegalStateException().isThrownBy(() -> client.accessToken("a"));
  }
}
