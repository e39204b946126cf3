package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests with conditions, of a client that watches. */
@Timeout(60)
class TokenConditionsTest {
  private static final Instant END = MovableClocks.START.plus(Duration.ofMinutes(10));
  private static final GetAccessTokenResponse OLD = Answers.token("old", END, 1);
  private static final GetAccessTokenResponse NEW = Answers.token("new", END.plusSeconds(60), 2);

  private final FakeDaemon daemon = new FakeDaemon();
  private final RotakeepClient client =
      RotakeepClient.builder()
          .address(daemon.address())
          .watch(Watch.connections("a"))
          .clocks(new MovableClocks())
          .build();
  private FakeStream stream;

  @BeforeEach
  void begin() throws InterruptedException {
    stream = daemon.nextStream();
    stream.token("a", OLD).synced(false);
    assertThat(client.awaitTokens(Duration.ofSeconds(20))).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void asksTheDaemonOnlyForMoreValidityThanTheTokenHas() {
    daemon.answer(NEW);

    var enough = TokenRequest.of("a").withMinValidity(Duration.ofMinutes(9));
    var tooMuch = TokenRequest.of("a").withMinValidity(Duration.ofMinutes(10));

    assertThat(client.accessToken(enough).value()).isEqualTo("old");
    assertThat(daemon.requests()).isEmpty();
    assertThat(client.accessToken(tooMuch).value()).isEqualTo("new");
    assertThat(daemon.requests()).hasSize(1);
  }

  @Test
  void leavesAWrongConditionToTheDaemon() {
    daemon.answer(NEW);

    client.accessToken(TokenRequest.of("a").withMinValidity(Duration.ofSeconds(-1)));
    client.accessToken(TokenRequest.of("a").withMinValidity(Duration.ofDays(365_000)));

    assertThat(daemon.requests()).hasSize(2);
  }

  @Test
  void neverServesARejectedTokenAgainEvenIfItIsRepeated() {
    daemon.answer(OLD);
    AccessToken refused = client.accessToken("a");

    client.accessToken(TokenRequest.of("a").rejecting(refused));
    stream.token("a", OLD).synced(true);
    client.accessToken("a");

    assertThat(daemon.requests())
        .extracting(GetAccessTokenRequest::getRejectedTokenId)
        .containsExactly("id-of-old", "");
  }

  @Test
  void answersARejectionFromTheCacheWhenItHoldsTheSuccessor() {
    AccessToken refused = client.accessToken("a");
    stream.token("a", NEW);
    await().until(() -> client.accessToken("a").value().equals("new"));

    AccessToken successor = client.accessToken(TokenRequest.of("a").rejecting(refused));

    assertThat(successor.value()).isEqualTo("new");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void servesNothingOlderThanAnAnswerOfTheDaemon() {
    daemon.answer(NEW);
    client.accessToken(TokenRequest.of("a").withMinValidity(Duration.ofMinutes(10)));

    AccessToken next = client.accessToken("a");

    assertThat(next.value()).isEqualTo("new");
    assertThat(daemon.requests()).hasSize(2);
  }

  @Test
  void dropsATokenWhoseConnectionTheDaemonRefuses() {
    daemon.fail(com.google.rpc.Code.FAILED_PRECONDITION);
    var request = TokenRequest.of("a").withMinValidity(Duration.ofMinutes(10));
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.accessToken(request)))
        .isInstanceOf(RotakeepException.PreconditionFailed.class);

    daemon.answer(NEW);

    assertThat(client.accessToken("a").value()).isEqualTo("new");
  }
}
