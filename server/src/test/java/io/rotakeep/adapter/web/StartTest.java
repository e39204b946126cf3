package io.rotakeep.adapter.web;

import static io.rotakeep.adapter.web.FakeVisits.STATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.OneTimeSecret;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser that begins at the daemon. */
final class StartTest {
  private static final String START = "/oauth/start?state=" + STATE;

  @Test
  void sendsTheBrowserToTheProviderBoundByACookie() throws Exception {
    try (WebTestBed bed = WebTestBed.behindTls()) {
      HttpResponse<String> response = bed.get(START);

      String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(response.statusCode()).isEqualTo(303);
      assertThat(response.headers().firstValue("Location"))
          .hasValue(FakeVisits.AUTHORIZATION.toString());
      assertThat(cookie)
          .matches(
              "__Host-rotakeep=[A-Za-z0-9_-]{43}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax;"
                  + " Secure");
      assertThat(cookie).contains(bed.visits.departed.getFirst().cookie());
    }
  }

  @Test
  void usesAPlainCookieWithoutTls() throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      assertThat(bed.get(START).headers().firstValue("Set-Cookie").orElseThrow())
          .matches("rotakeep=[A-Za-z0-9_-]{43}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
    }
  }

  @Test
  void bringsTheCookieBackToCore() throws Exception {
    String value = "c".repeat(43);
    try (WebTestBed bed = WebTestBed.behindTls()) {
      bed.send(
          "/oauth/callback?state=" + STATE + "&code=c",
          request ->
              request.header("Cookie", "rotakeep=other; a=b; __Host-rotakeep=" + value + "; c=d"));

      assertThat(bed.visits.returned.getFirst().cookie()).isEqualTo(value);
    }
  }

  @Test
  void keepsTheCookieOfABrowserWithTwoWindows() throws Exception {
    String value = "c".repeat(43);
    try (WebTestBed bed = WebTestBed.plain()) {
      bed.send(START, request -> request.header("Cookie", "rotakeep=" + value));

      assertThat(bed.visits.departed.getFirst().cookie()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "<>", "\"", "${jndi}"})
  void takesNoCookieThatItDidNotMake(String value) throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      bed.send(START, request -> request.header("Cookie", "rotakeep=" + value));

      assertThat(bed.visits.departed.getFirst().cookie())
          .matches(OneTimeSecret::isWellFormed)
          .isNotEqualTo(value);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?state=unknown", "?state=%3Cscript%3E"})
  void saysThatThereIsNothingToBegin(String query) throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      HttpResponse<String> response = bed.get("/oauth/start" + query);

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body())
          .contains("This link does not work any more")
          .doesNotContain("unknown", "<script");
      assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }
}
