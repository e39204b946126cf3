package io.rotakeep.adapter.web;

import static io.rotakeep.adapter.web.FakeVisits.STATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Visits that no honest browser makes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class BadVisitTest {
  private static final String GOOD = "state=" + STATE + "&code=SECRETCODE";

  private final WebTestBed bed = WebTestBed.plain();

  @AfterEach
  void stop() {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?state=STATE",
        "?state=STATE&code=",
        "?code=&error=",
        "?state=STATE&code=SECRETCODE&error=access_denied",
        "?state=STATE&state=STATE&code=SECRETCODE",
        "?state=STATE&%73tate=STATE&code=SECRETCODE",
        "?state=STATE&code=SECRETCODE&code=SECRETCODE2",
        "?state=STATE&error=a&error=b",
        "?state=STATE&code=SECRETCODE&iss=a&iss=b",
        "?state=STATE&code=SECRETCODE&other=1&other=2",
        "?state=STATE&code=SECRETCODE%0d%0aSet-Cookie:x",
        "?state=STATE&code=SECRETCODE%00",
        "?state=STATE&code=%ff%fe",
        "?state=%c3%28&code=SECRETCODE",
        "?state=STATE&code=SECRETCODE&iss=%e2%82",
      })
  void showsOnePageForAllThatIsMalformed(String query) throws Exception {
    HttpResponse<String> response = bed.get("/oauth/callback" + query.replace("STATE", STATE));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("This address is not complete")
        .doesNotContain("SECRETCODE", STATE, "Set-Cookie");
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(bed.visits.returned).isEmpty();
  }

  @Test
  void refusesTooLongACodeAndTooLongAnIssuer() throws Exception {
    String state = "/oauth/callback?state=" + STATE;

    assertThat(bed.get(state + "&code=" + "c".repeat(4096)).statusCode()).isEqualTo(200);
    assertThat(bed.get(state + "&code=" + "c".repeat(4097)).statusCode()).isEqualTo(400);
    assertThat(bed.get(state + "&code=c&iss=" + "i".repeat(2049)).statusCode()).isEqualTo(400);
    assertThat(bed.visits.returned).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "<script>", "../..", "%00"})
  void letsCoreSayWhatIsNoState(String state) throws Exception {
    bed.visits.refuse(Cause.STATE_UNKNOWN, "");

    HttpResponse<String> response =
        bed.get(
            "/oauth/callback?code=SECRETCODE&state="
                + state.replace("<", "%3C").replace(">", "%3E"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("This link does not work any more");
    assertThat(bed.visits.returned).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"})
  void takesOnlyGet(String method) throws Exception {
    HttpResponse<String> response =
        bed.send(
            "/oauth/callback?" + GOOD,
            request -> request.method(method, BodyPublishers.ofString("a=b")));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET");
    assertThat(bed.visits.returned).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "TRACE", "get", "CONNECT"})
  void takesNoOtherMethodThatClientsDoNotSend(String method) throws Exception {
    String target = method.equals("CONNECT") ? "a.example:443" : "/oauth/callback?" + GOOD;

    String answer =
        RawHttp.send(bed.address(), method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(answer).matches(text -> text.startsWith("HTTP/1.1 4"));
    assertThat(answer).doesNotContain("SECRETCODE");
    assertThat(bed.visits.returned).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth/callback/",
        "/oauth//callback",
        "/oauth/%63allback",
        "/oauth/x/../callback",
        "/oauth/callback;a=b",
        "/OAUTH/CALLBACK",
        "/",
        "/favicon.ico",
      })
  void answersAtItsOwnPathsOnly(String path) throws Exception {
    String answer =
        RawHttp.send(bed.address(), "GET " + path + "?" + GOOD + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("SECRETCODE");
    assertThat(bed.visits.returned).isEmpty();
  }

  @Test
  void refusesHeadersBeyondSixteenKibibytes() throws Exception {
    String answer =
        RawHttp.send(
            bed.address(),
            "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431").doesNotContain("xxx", "Jetty");
  }

  @Test
  void refusesAnAddressBeyondSixteenKibibytes() throws Exception {
    String answer =
        RawHttp.send(
            bed.address(),
            "GET /oauth/callback?code=" + "c".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 414").doesNotContain("ccc", "Jetty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET TARGET|",
        "GET TARGET HTTP/1.1||",
        "GET TARGET HTTP/1.1|Host: a|Host: b||",
        "GET TARGET HTTP/1.1|Host: a|Content-Length: 5||hello",
        "GET TARGET HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "GET TARGET HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2||ab",
        "GET TARGET HTTP/1.1|Host : a||",
        "GET TARGET HTTP/1.1|Host: a| folded: b||",
        "GET TARGET HTTP/1.1|Host: a<b||",
        "GET http://evil.exampleTARGET HTTP/1.1|Host: a||",
        "PRI * HTTP/2.0||SM||",
        "\u0016\u0003\u0001",
      })
  void refusesWhatTwoReadersCouldReadDifferently(String request) throws Exception {
    String bytes = request.replace("|", "\r\n").replace("TARGET", "/oauth/callback?" + GOOD);

    String answer = RawHttp.send(bed.address(), bytes + "\r\n\r\n");

    assertThat(answer)
        .satisfiesAnyOf(
            text -> assertThat(text).isEmpty(),
            text -> assertThat(text).matches("(?s)HTTP/1.1 (400|426|505) .*"))
        .doesNotContain("SECRETCODE", "Jetty", "evil.example");
    assertThat(bed.visits.returned).isEmpty();
  }

  @Test
  void answersOneRequestAConnection() throws Exception {
    String one = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

    String answer = RawHttp.send(bed.address(), one + one);

    assertThat(answer).contains("Connection: close").containsOnlyOnce("HTTP/1.1");
  }

  @Test
  void neverTakesItsAddressFromARequest() throws Exception {
    String answer =
        RawHttp.send(
            bed.address(),
            "GET /oauth/start?state="
                + STATE
                + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                + "X-Forwarded-Proto: https\r\nForwarded: host=evil.example;proto=https\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 303")
        .contains("Location: " + FakeVisits.AUTHORIZATION)
        .doesNotContain("evil.example", "Secure");
  }

  @Test
  void endsAConnectionWhoseHeadersDrip() throws Exception {
    try (WebTestBed hasty = new WebTestBed(null, Duration.ofMillis(300));
        Socket socket = RawHttp.open(hasty.address())) {
      socket.getOutputStream().write("GET /heal".getBytes(StandardCharsets.US_ASCII));

      assertThat(RawHttp.rest(socket)).isEmpty();
    }
  }
}
