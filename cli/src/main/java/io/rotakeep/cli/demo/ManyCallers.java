package io.rotakeep.cli.demo;

import io.rotakeep.cli.trial.Crowd;
import io.rotakeep.client.AccessToken;
import io.rotakeep.testkit.doubles.Endpoint;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A crowd asks just after each end of the access token. */
final class ManyCallers implements Step {
  private static final int CALLERS = 1_000;
  private static final int EXPIRIES = 4;

  private int answered;
  private int shared;
  private long asked;
  private int early;
  private Duration slowest = Duration.ZERO;

  @Override
  public String title() {
    return "%,d parallel callers, each time the access token has just ended".formatted(CALLERS);
  }

  @Override
  public StepResult perform(Stage stage) throws Exception {
    var crowd = new Crowd(stage.client(), CALLERS);
    AccessToken token = stage.client().accessToken(Stage.CONNECTION);
    long generation = token.generation();
    for (int round = 0; round < EXPIRIES; round++) {
      long before = stage.server().report().tokenRequests();
      stage.patience().until(token.expiry());
      Crowd.Answers answers = crowd.ask(Stage.CONNECTION);
      long requests = stage.server().report().tokenRequests() - before;
      answered += answers.tokens().size();
      asked += requests;
      early += answers.eachAfterTheEndOf(token, Stage.ACCESS_TOKEN_LIFE) ? 0 : 1;
      shared += answers.distinctTokens().size() == requests ? 1 : 0;
      slowest = slowest.compareTo(answers.slowest()) < 0 ? answers.slowest() : slowest;
      if (answers.tokens().isEmpty()) {
        return new StepResult.Stopped("nobody got a token: " + answers.refusals().getFirst());
      }
      token = answers.newest();
    }
    return StepResult.done(
        claims(stage, token, token.generation() - generation),
        new Figure("calls answered with a token", answered),
        new Figure("refreshes, each at an expiry", asked),
        new Figure("longest wait of a caller", slowest.toMillis() + " ms"));
  }

  /**
   * @param expiries how many tokens had ended when their successor came; more than we waited for if
   *     the machine is so slow that one ends while the callers are being answered
   */
  private List<Claim> claims(Stage stage, AccessToken token, long expiries) throws Exception {
    return List.of(
        new Claim(
            "every caller got an access token",
            answered == CALLERS * EXPIRIES,
            "%,d of %,d".formatted(answered, CALLERS * EXPIRIES)),
        new Claim(
            "one token request for each expiry, as the authorization server counts",
            asked == expiries && expiries >= EXPIRIES && early == 0,
            "%d for %d".formatted(asked, expiries)),
        new Claim(
            "all callers of one moment share one token",
            shared == EXPIRIES,
            "%d moments".formatted(shared)),
        new Claim("the provider's API takes the token", status(stage, token) == 200));
  }

  private static int status(Stage stage, AccessToken token)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(stage.server().at(Endpoint.API))
              .header("Authorization", token.authorizationHeader())
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
