package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.RawRequest;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final MutableClock clock = MutableClock.standing();
  private AuthorizationServerDouble server;
  private TestClient client;
  private String token;

  @BeforeEach
  void start() {
    server = AuthorizationServerDouble.start(DoubleSettings.standard().withClock(clock));
    client = TestClient.at(server, ClientKind.PUBLIC);
    token = server.grant(server.client(ClientKind.PUBLIC), "alice", "api");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void turnsAwayWhoeverComesTooOftenUntilTheNextPeriod() throws Exception {
    server.behaviour().admission().limit(2, Duration.ofSeconds(30));
    String second = client.refresh(token).refreshToken();
    String third = client.refresh(second).refreshToken();
    clock.advance(Duration.ofSeconds(12));

    Answer tooMany = client.refresh(third);
    clock.advance(Duration.ofSeconds(18));
    Answer again = client.refresh(third);

    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.response().headers().firstValue("retry-after")).hasValue("18");
    assertThat(again.status()).isEqualTo(200);
    assertThat(outcomes())
        .containsExactly(Outcome.ROTATED, Outcome.ROTATED, Outcome.NOT_PROCESSED, Outcome.ROTATED);
  }

  @Test
  void turnsAwayClientsAtOtherAddressesThanPermitted() throws Exception {
    server.behaviour().admission().onlyFrom("127.0.0.2");
    URI endpoint = server.endpoints().token();
    var raw = new RawRequest(endpoint.getHost(), endpoint.getPort(), token);

    String stranger = raw.answerTo("127.0.0.1");
    String permitted = raw.answerTo("127.0.0.2");

    assertThat(stranger).startsWith("HTTP/1.1 400").contains("ip restricted by app developer");
    assertThat(permitted).startsWith("HTTP/1.1 200").contains("refresh_token");
  }

  @Test
  void turnsAwayTheSecondUseWhileTheFirstIsUnderWay() throws Exception {
    server.behaviour().admission().oneUseAtATime();
    server.behaviour().tokenPace().hold();
    CompletableFuture<Answer> first = CompletableFuture.supplyAsync(this::refreshed);
    server.behaviour().tokenPace().awaitHeld(1, LIMIT);

    Answer second = client.refresh(token);
    server.behaviour().tokenPace().release();

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.json().path("error_description").asText())
        .isEqualTo("token request is already being processed");
    assertThat(first.join().status()).isEqualTo(200);
    assertThat(outcomes()).containsExactly(Outcome.NOT_PROCESSED, Outcome.ROTATED);
  }

  @Test
  void aLaterUseIsJudgedByTheRotationRule() throws Exception {
    server.behaviour().admission().oneUseAtATime();
    client.refresh(token);

    Answer again = client.refresh(token);

    assertThat(again.json().path("error_description").asText())
        .isEqualTo("expired access/refresh token");
    assertThat(outcomes()).containsExactly(Outcome.ROTATED, Outcome.REUSED);
  }

  private Answer refreshed() {
    try {
      return client.refresh(token);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Outcome> outcomes() {
    return server.report().presentations().stream().map(Presentation::outcome).toList();
  }
}
