package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
  private static final GetAccessTokenResponse TOKEN =
      GetAccessTokenResponse.newBuilder()
          .setAccessToken("secret")
          .setTokenType("Bearer")
          .setExpireTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
          .putAttributes("instance_url", "https://a.my.salesforce.com")
          .setTokenId("t-1")
          .setGeneration(3)
          .build();

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void printsNothingButTheToken() {
    daemon.thenAnswers(TOKEN);

    var run = Run.on(daemon).of("token", "salesforce/acme", "--min-validity", "1m30s");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("secret" + System.lineSeparator());
    assertThat(run.err()).isEmpty();
    assertThat(daemon.requests())
        .containsExactly(
            GetAccessTokenRequest.newBuilder()
                .setConnection("salesforce/acme")
                .setMinValidity(Duration.newBuilder().setSeconds(90))
                .build());
  }

  @Test
  void printsAllThatBelongsToItAsJson() throws Exception {
    daemon.thenAnswers(TOKEN);

    var run = Run.on(daemon).of("token", "a", "--rejected-token-id", "t-0", "--output", "json");

    assertThat(new ObjectMapper().readTree(run.out()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"token": "secret", "type": "Bearer", "expire_time": "2023-11-14T22:13:20Z",
                     "scopes": [], "attributes": {"instance_url": "https://a.my.salesforce.com"},
                     "token_id": "t-1", "generation": 3}
                    """));
    assertThat(((GetAccessTokenRequest) daemon.requests().getFirst()).getRejectedTokenId())
        .isEqualTo("t-0");
  }
}
