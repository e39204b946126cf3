package io.rotakeep.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.AuthorizationStart.Started.Begun;
import io.rotakeep.core.enrollment.FrontDesk;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of visits that no honest browser makes, with the core behind the pages. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WebBadInputTest {
  private static final String CANARY = "canary";

  private final FrontDesk office = new FrontDesk();
  private final WebServer server =
      new WebServer(
          new Listening(WebTestBed.FREE, null, null),
          office.desk.completion(),
          new Observation(() -> "", () -> new Readiness.Ready()),
          new SecureRandom());

  WebBadInputTest() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A request of which STATE is a living state's place; what it gets is a status. */
  record Visit(Row row, String title, String request, String answer) {
    @Override
    public String toString() {
      return row + " " + title;
    }
  }

  static List<Visit> visits() {
    List<Visit> visits = new ArrayList<>();
    states(visits);
    answers(visits);
    requests(visits);
    hosts(visits);
    return visits;
  }

  private static void states(List<Visit> visits) {
    for (String state : List.of("", "short", "x".repeat(43), "x".repeat(4000), "..%2f..", "%00")) {
      visits.add(get(Row.B29, "state " + title(state), "code=" + CANARY + "&state=" + state));
    }
    visits.add(get(Row.B29, "no state", "code=" + CANARY));
    String iss = "code=" + CANARY + "&state=STATE&iss=";
    visits.add(get(Row.B30, "another issuer", iss + "https%3A%2F%2Fevil.example"));
    visits.add(get(Row.B30, "the issuer with a slash", iss + "https%3A%2F%2Fidp.example%2F%2F"));
    visits.add(get(Row.B30, "a script for an issuer", iss + "%3Cscript%3Ealert(1)%3C%2Fscript%3E"));
    visits.add(get(Row.B30, "an issuer of 3,000 bytes", iss + "i".repeat(3000)));
  }

  private static void answers(List<Visit> visits) {
    String good = "state=STATE&code=" + CANARY;
    visits.add(get(Row.B31, "code and error", good + "&error=access_denied"));
    visits.add(get(Row.B31, "neither code nor error", "state=STATE"));
    visits.add(get(Row.B31, "two codes", good + "&code=two"));
    visits.add(get(Row.B31, "two states", good + "&state=STATE"));
    visits.add(get(Row.B31, "a second state under an encoded name", good + "&st%61te=STATE"));
    visits.add(get(Row.B31, "a code with a line break", good + "%0d%0aSet-Cookie:x"));
    visits.add(get(Row.B31, "a code that is not UTF-8", good + "%ff%fe"));
    visits.add(get(Row.B31, "half an escape", good + "%f"));
    visits.add(get(Row.B31, "a code of 5,000 bytes", "state=STATE&code=" + "c".repeat(5000)));
    visits.add(get(Row.B31, "a hundred fields", good + "&a=1".replace("a", "b") + fields(100)));
    String script = "%3Cscript%3Ealert(%27" + CANARY + "%27)%3C%2Fscript%3E";
    visits.add(get(Row.B31, "a script for an error", "state=STATE&error=" + script));
    visits.add(
        get(
            Row.B31,
            "a script for an error's description",
            "state=STATE&error=access_denied&error_description=" + script));
    visits.add(
        new Visit(
            Row.B31,
            "a code of 100 KiB",
            line("GET", "/oauth/callback?state=STATE&code=" + "c".repeat(100_000)),
            "414"));
  }

  private static String fields(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append("&f").append(i).append("=1");
    }
    return all.toString();
  }

  private static void requests(List<Visit> visits) {
    String good = "/oauth/callback?state=STATE&code=" + CANARY;
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
      visits.add(new Visit(Row.B32, method, line(method, good), "405"));
    }
    visits.add(new Visit(Row.B32, "HTTP/0.9", "GET " + good + "\r\n\r\n", "505"));
    visits.add(new Visit(Row.B32, "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "426"));
    visits.add(
        headed("Content-Length and Transfer-Encoding", "400", good, "Content-Length: 5", CHUNKED));
    visits.add(headed("two lengths", "400", good, "Content-Length: 1", "Content-Length: 2"));
    visits.add(headed("a folded header", "400", good, "X: a", " b"));
    visits.add(headed("a blank before the colon", "400", good, "X : a"));
    visits.add(headed("a chunked body", "400", good, CHUNKED));
    visits.add(headed("headers of 17 KiB", "431", good, "X: " + "x".repeat(17_000)));
    visits.add(headed("a bare line feed in a header", "400", good, "X: a\nHost: evil.example"));
    visits.add(headed("NUL in a header", "400", good, "X: a\0b"));
  }

  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private static void hosts(List<Visit> visits) {
    String good = "/oauth/callback?state=STATE&code=" + CANARY;
    visits.add(
        new Visit(
            Row.B33,
            "an absolute address",
            "GET http://evil.example" + good + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "400"));
    visits.add(new Visit(Row.B33, "no host", "GET " + good + " HTTP/1.1\r\n\r\n", "400"));
    visits.add(headed(Row.B33, "two hosts", "400", good, "Host: evil.example"));
    visits.add(
        new Visit(
            Row.B33,
            "a host that is none",
            "GET " + good + " HTTP/1.1\r\nHost: a/b@c\r\n\r\n",
            "400"));
    visits.add(
        new Visit(
            Row.B33,
            "a tunnel",
            "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
            "404"));
  }

  private static Visit get(Row row, String title, String query) {
    return new Visit(row, title, line("GET", "/oauth/callback?" + query), "400");
  }

  private static Visit headed(String title, String answer, String target, String... headers) {
    return headed(Row.B32, title, answer, target, headers);
  }

  private static Visit headed(
      Row row, String title, String answer, String target, String... headers) {
    String all = String.join("\r\n", headers);
    return new Visit(
        row, title, "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + all + "\r\n\r\n", answer);
  }

  private static String line(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String title(String text) {
    return text.length() > 20 ? "of " + text.length() + " characters" : "\"" + text + "\"";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("visits")
  void showsNothingOfABadVisitAndConnectsNobody(Visit visit) throws Exception {
    Begun begun = office.begin(null);

    String answer =
        RawHttp.send(server.callbackAddress(), visit.request().replace("STATE", begun.state()));

    assertThat(outcome(answer)).isEqualTo(visit.answer());
    assertThat(answer)
        .doesNotContain(
            CANARY, "evil.example", "<script>", "Jetty", begun.state(), "Set-Cookie: x");
    if (answer.contains("text/html")) {
      assertThat(answer).contains("default-src 'none'", "nosniff");
    }
    assertThat(office.presented).isEmpty();
    assertServesOn();
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find()
        .check(
            Surface.WEB,
            visits().stream()
                .map(one -> new BadInput(one.row(), one.title(), one.answer(), () -> ""))
                .map(BadInput::answered)
                .toList());
  }

  private static String outcome(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? answer.substring(9, 12) : "no answer";
  }

  /** An honest visit, to another connection's flow. */
  private void assertServesOn() throws IOException {
    office.clock().advance(AuthorizationStart.LIFE);
    Begun begun = office.begin(null);
    String page =
        RawHttp.send(
            server.callbackAddress(),
            line("GET", "/oauth/callback?code=CODE&state=" + begun.state()));
    assertThat(page).startsWith("HTTP/1.1 200").contains("Connected");
  }
}
