package io.rotakeep.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.AuthorizationStart.Started.Begun;
import io.rotakeep.core.enrollment.FrontDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages with the core behind them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EnrolmentOverHttpTest {
  private final FrontDesk office = new FrontDesk();
  private final WebServer server =
      new WebServer(
          new Listening(WebTestBed.FREE, null, null),
          office.desk.completion(),
          new Observation(() -> "", () -> new Readiness.Ready()),
          new SecureRandom());

  EnrolmentOverHttpTest() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void connectsTheBrowserThatBeganHere() {
    Begun begun = office.begin(null);

    String away = get("/oauth/start?state=" + begun.state(), "");
    String page = get(callback(begun), cookieIn(away));

    assertThat(away).contains("Location: " + begun.authorizationUrl());
    assertThat(page).startsWith("HTTP/1.1 200").contains("Connected", "acme/new");
    assertThat(page).doesNotContain("at-1", "rt-1", "CODE", begun.state());
    assertThat(office.presented).containsExactly("CODE");
    assertThat(office.connections().find(FrontDesk.ID).orElseThrow().state())
        .isInstanceOf(ConnectionState.Active.class);
  }

  @Test
  void turnsAnotherBrowserAwayAndLeavesTheFirstItsChance() {
    Begun begun = office.begin(null);
    String away = get("/oauth/start?state=" + begun.state(), "");

    String stranger = get(callback(begun), "");
    String owner = get(callback(begun), cookieIn(away));

    assertThat(stranger).startsWith("HTTP/1.1 400").contains("This link does not work any more");
    assertThat(owner).startsWith("HTTP/1.1 200");
  }

  @Test
  void takesAStateOnce() {
    Begun begun = office.begin(null);

    String first = get(callback(begun), "");
    String second = get(callback(begun), "");

    assertThat(first).startsWith("HTTP/1.1 200");
    assertThat(second).startsWith("HTTP/1.1 400").contains("This link does not work any more");
    assertThat(office.presented).hasSize(1);
  }

  @Test
  void takesAStateOnceThoughManyComeTogether() {
    Begun begun = office.begin(null);

    List<CompletableFuture<String>> visits =
        IntStream.range(0, 8)
            .mapToObj(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> get(callback(begun), ""), task -> Thread.ofVirtual().start(task)))
            .toList();

    assertThat(visits.stream().map(CompletableFuture::join))
        .filteredOn(page -> page.startsWith("HTTP/1.1 200"))
        .hasSize(1);
    assertThat(office.presented).hasSize(1);
  }

  @Test
  void refusesWhatIsTooOldOrNobodyAsked() {
    Begun begun = office.begin(null);
    office.clock().advance(AuthorizationStart.LIFE);

    assertThat(get(callback(begun), "")).startsWith("HTTP/1.1 400");
    assertThat(get("/oauth/callback?code=CODE&state=" + "x".repeat(43), ""))
        .startsWith("HTTP/1.1 400");
    assertThat(office.presented).isEmpty();
  }

  @Test
  void refusesAnAnswerOfAnotherIssuer() {
    Begun begun = office.begin(null);

    String page = get(callback(begun) + "&iss=https%3A%2F%2Fevil.example", "");

    assertThat(page)
        .startsWith("HTTP/1.1 400")
        .contains("The answer came from elsewhere")
        .doesNotContain("evil.example");
    assertThat(office.presented).isEmpty();
  }

  @Test
  void saysThatThePersonDeclined() {
    Begun begun = office.begin(null);

    String page = get("/oauth/callback?error=access_denied&state=" + begun.state(), "");

    assertThat(page).startsWith("HTTP/1.1 400").contains("Access was not granted", "access_denied");
  }

  private static String callback(Begun begun) {
    return "/oauth/callback?code=CODE&state=" + begun.state();
  }

  private static String cookieIn(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("Set-Cookie: "))
        .map(line -> line.substring("Set-Cookie: ".length(), line.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  private String get(String path, String cookie) {
    try {
      String cookies = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
      return RawHttp.send(
          server.callbackAddress(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + cookies + "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
