package io.rotakeep.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.TestClient;
import io.rotakeep.testkit.TestClient.Answer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.browser.Browser;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotationTest {
  private final MutableClock clock = MutableClock.standing();

  @Test
  void noneAnswersEveryUseOfTheSameToken() throws Exception {
    try (var server = server(new RotationClass.None(false));
        var client = client(server)) {
      String token = client.enrol("alice").refreshToken();

      Answer first = client.refresh(token);
      Answer second = client.refresh(token);

      assertThat(first.json().has("refresh_token")).isFalse();
      assertThat(second.status()).isEqualTo(200);
      assertThat(outcomes(server)).containsExactly(Outcome.NOT_ROTATED, Outcome.NOT_ROTATED);
    }
  }

  @Test
  void endsTheOldestGrantOfAUserWhoHasMoreThanAreKept() throws Exception {
    var settings = DoubleSettings.standard().withClock(clock).withGrantsPerSubject(2);
    try (var server = AuthorizationServerDouble.start(settings);
        var client = client(server)) {
      String oldest = client.enrol("alice").refreshToken();
      String kept = client.enrol("alice").refreshToken();
      String other = client.enrol("bob").refreshToken();
      String newest = client.enrol("alice").refreshToken();

      assertThat(client.refresh(oldest).error()).isEqualTo("invalid_grant");
      assertThat(client.refresh(kept).status()).isEqualTo(200);
      assertThat(client.refresh(other).status()).isEqualTo(200);
      assertThat(client.refresh(newest).status()).isEqualTo(200);
    }
  }

  @Test
  void noneMayRepeatTheTokenInItsAnswer() throws Exception {
    try (var server = server(new RotationClass.None(true));
        var client = client(server)) {
      String token = client.enrol("alice").refreshToken();

      assertThat(client.refresh(token).refreshToken()).isEqualTo(token);
    }
  }

  @Test
  void overlappingKeepsTheOldTokenUntilItExpires() throws Exception {
    try (var server = server(new RotationClass.Overlapping());
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();
      String second = client.refresh(first).refreshToken();
      client.refresh(second);

      Answer replay = client.refresh(first);
      clock.advance(Duration.ofDays(30));
      Answer expired = client.refresh(first);

      assertThat(replay.refreshToken()).isNotEqualTo(second).isNotEmpty();
      assertThat(expired.error()).isEqualTo("invalid_grant");
    }
  }

  @Test
  void successorKeepsTheOldTokenUntilTheNewOneIsUsed() throws Exception {
    try (var server = server(new RotationClass.Successor(true));
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();
      Answer rotated = client.refresh(first);

      Answer replay = client.refresh(first);
      client.refresh(rotated.refreshToken());
      Answer late = client.refresh(first);

      assertThat(replay.response().body()).isEqualTo(rotated.response().body());
      assertThat(late.error()).isEqualTo("invalid_grant");
      assertThat(server.report().reuseCount()).isEqualTo(1);
    }
  }

  @Test
  void windowTakesTheOldTokenForItsTimeThenRevokesTheChain() throws Exception {
    try (var server = server(new RotationClass.Window(Duration.ofSeconds(30)));
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();
      client.refresh(first);
      clock.advance(Duration.ofSeconds(29));
      Answer inside = client.refresh(first);
      clock.advance(Duration.ofSeconds(1));

      Answer outside = client.refresh(first);
      Answer newest = client.refresh(inside.refreshToken());

      assertThat(inside.status()).isEqualTo(200);
      assertThat(outside.error()).isEqualTo("invalid_grant");
      assertThat(newest.error()).isEqualTo("invalid_grant");
      assertThat(outcomes(server))
          .containsExactly(Outcome.ROTATED, Outcome.REPLAYED, Outcome.REUSED, Outcome.REJECTED);
    }
  }

  @Test
  void countTakesTheOldTokenSoManyTimesMore() throws Exception {
    try (var server = server(new RotationClass.Count(1));
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();

      int[] statuses = {
        client.refresh(first).status(),
        client.refresh(first).status(),
        client.refresh(first).status()
      };

      assertThat(statuses).containsExactly(200, 200, 400);
    }
  }

  @Test
  void strictRefusesTheOldTokenAndSparesTheNewOne() throws Exception {
    try (var server = server(new RotationClass.Strict());
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();
      String second = client.refresh(first).refreshToken();

      Answer replay = client.refresh(first);
      Answer newest = client.refresh(second);

      assertThat(replay.error()).isEqualTo("invalid_grant");
      assertThat(newest.status()).isEqualTo(200);
    }
  }

  @Test
  void familyRevokesNewestTokenAndAccessTokensWhenTheOldOneReturns() throws Exception {
    try (var server = server(new RotationClass.Family());
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();
      Answer rotated = client.refresh(first);

      client.refresh(first);
      Answer newest = client.refresh(rotated.refreshToken());
      Answer api = client.get(server.at(Endpoint.API), rotated.accessToken());

      assertThat(newest.error()).isEqualTo("invalid_grant");
      assertThat(api.status()).isEqualTo(401);
      assertThat(server.report().revocations()).isEqualTo(1);
    }
  }

  @Test
  void mixedRotatesOnlyTokensOfAge() throws Exception {
    try (var server = server(new RotationClass.Mixed(Duration.ofHours(24)));
        var client = client(server)) {
      String first = client.enrol("alice").refreshToken();

      client.refresh(first);
      clock.advance(Duration.ofHours(24));
      client.refresh(first);
      client.refresh(first);

      assertThat(outcomes(server))
          .containsExactly(Outcome.NOT_ROTATED, Outcome.ROTATED, Outcome.REUSED);
    }
  }

  @Test
  void reuseReachesAsFarAsTheBlastRadius() throws Exception {
    assertThat(survivorsOfReuse(BlastRadius.CHAIN)).containsExactly(false, true, true, true);
    assertThat(survivorsOfReuse(BlastRadius.GRANT)).containsExactly(false, false, true, true);
    assertThat(survivorsOfReuse(BlastRadius.SUBJECT)).containsExactly(false, false, false, true);
  }

  @Test
  void ofManyPresentationsAtOnceExactlyOneWins() throws Exception {
    try (var server = server(new RotationClass.Family());
        var client = client(server);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String token = client.enrol("alice").refreshToken();
      server.behaviour().tokenPace().hold();
      Callable<Integer> refresh = () -> client.refresh(token).status();
      var answers = IntStream.range(0, 64).mapToObj(_ -> threads.submit(refresh)).toList();
      server.behaviour().tokenPace().awaitHeld(64, Duration.ofSeconds(20));

      server.behaviour().tokenPace().release();

      int granted = 0;
      for (var answer : answers) {
        granted += answer.get() == 200 ? 1 : 0;
      }
      assertThat(granted).isEqualTo(1);
      assertThat(server.report().presentationsPerToken()).containsEntry(token, 64L);
    }
  }

  @Test
  void reportCountsEachGenerationOfAChain() throws Exception {
    try (var server = server(new RotationClass.Family());
        var client = client(server)) {
      String token = client.enrol("alice").refreshToken();
      for (int i = 0; i < 3; i++) {
        token = client.refresh(token).refreshToken();
      }

      ServerReport report = server.report();

      String chain = report.refreshTokens().getFirst().chain();
      assertThat(report.generationsPresented(chain)).containsExactly(1, 2, 3);
      assertThat(report.presentedMoreThanOnce()).isEmpty();
      assertThat(report.newest("public-app", "alice"))
          .hasValueSatisfying(newest -> assertThat(newest.generation()).isEqualTo(4));
      assertThat(report.tokenRequests()).isEqualTo(4);
      assertThat(report.allTokensEverIssued()).hasSize(8).contains(token);
    }
  }

  @Test
  void aGrantWithoutTheFlowRotatesLikeAnyOther() throws Exception {
    try (var server = server(new RotationClass.Family());
        var client = client(server)) {
      String imported = server.grant(server.client(ClientKind.PUBLIC), "carol", "api");

      Answer rotated = client.refresh(imported);

      assertThat(rotated.json().path("sub").asText()).isEqualTo("carol");
      assertThat(server.report().refreshTokens()).hasSize(2);
    }
  }

  /** Which of four chains still rotate: the reused one, its grant, its subject, another subject. */
  private boolean[] survivorsOfReuse(BlastRadius radius) throws Exception {
    var settings = DoubleSettings.standard().withRotation(new RotationClass.Family(), radius);
    try (var server = AuthorizationServerDouble.start(settings);
        var client = client(server);
        var browser = new Browser()) {
      String reused = client.enrol("alice", browser).refreshToken();
      String sameGrant = client.enrol("alice", browser).refreshToken();
      String sameSubject = client.enrol("alice").refreshToken();
      String other = client.enrol("bob").refreshToken();
      String newest = client.refresh(reused).refreshToken();

      client.refresh(reused);

      return new boolean[] {
        client.refresh(newest).status() == 200,
        client.refresh(sameGrant).status() == 200,
        client.refresh(sameSubject).status() == 200,
        client.refresh(other).status() == 200
      };
    }
  }

  private AuthorizationServerDouble server(RotationClass rotation) {
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withClock(clock).withRotation(rotation));
  }

  private static TestClient client(AuthorizationServerDouble server) {
    return TestClient.at(server, ClientKind.PUBLIC);
  }

  private static java.util.List<Outcome> outcomes(AuthorizationServerDouble server) {
    return server.report().presentations().stream()
        .map(Presentation::outcome)
        .collect(Collectors.toList());
  }
}
