package io.rotakeep.adapter.web;

import static io.rotakeep.adapter.web.FakeVisits.STATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a page, and what is in its address, to itself. */
final class PageHeadersTest {
  private static final Pattern STYLE = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth/callback?code=c&state=",
        "/oauth/callback",
        "/oauth/start?state=",
        "/oauth/start",
        "/metrics",
        "/healthz",
        "/readyz",
        "/elsewhere",
      })
  void areOnEveryAnswer(String path) throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      HttpResponse<String> response = bed.get(path.endsWith("state=") ? path + STATE : path);

      assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
      assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
      assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void letOnlyThePagesOwnStyleApply() throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      HttpResponse<String> response = bed.get("/oauth/callback?code=c&state=" + STATE);

      Matcher style = STYLE.matcher(response.body());
      assertThat(style.find()).isTrue();
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(style.group(1).getBytes(StandardCharsets.UTF_8));
      assertThat(response.headers().firstValue("Content-Security-Policy"))
          .hasValue(
              "default-src 'none'; style-src 'sha256-"
                  + Base64.getEncoder().encodeToString(digest)
                  + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
      assertThat(response.body())
          .doesNotContain("style=", "<script", "<link", "<img", "http:", "https:", "url(");
    }
  }
}
