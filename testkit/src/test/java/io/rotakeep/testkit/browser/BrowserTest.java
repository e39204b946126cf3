package io.rotakeep.testkit.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.testkit.http.Form;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private LoopbackHttpServer site;
  private Browser browser;

  @BeforeEach
  void open() {
    site = LoopbackHttpServer.listen(0, Clock.systemUTC());
    site.serve((request, wire) -> wire.send(answer(request)));
    browser = new Browser();
  }

  @AfterEach
  void close() {
    browser.close();
    site.close();
  }

  @Test
  void logsInThroughAFormAndKeepsItsCookie() {
    Page login = browser.visit(at("/private"));

    Page inside = browser.submit(login, Form.of("user", "alice"));

    assertThat(login.uri()).isEqualTo(at("/login"));
    assertThat(inside.uri()).isEqualTo(at("/private"));
    assertThat(inside.body()).isEqualTo("hello alice");
  }

  @Test
  void sendsWhatItsUserFillsIn() {
    User alice =
        page ->
            page.body().contains("name=\"user\"")
                ? Optional.of(Form.of("user", "alice"))
                : Optional.empty();
    try (var used = new Browser(alice)) {
      Page inside = used.visit(at("/private"));

      assertThat(inside.body()).isEqualTo("hello alice");
      assertThat(inside.visited())
          .containsExactly(at("/private"), at("/login"), at("/login"), at("/private"));
    }
  }

  @Test
  void sendsSecureCookiesOverLoopback() {
    Page inside = browser.visit(at("/secure"));

    assertThat(inside.body()).isEqualTo("hello bob");
  }

  @Test
  void stopsBeforeTheCallbackIsOpened() {
    Page callback =
        browser.visitUntil(at("/approve"), URI.create("http://127.0.0.1:1/oauth/callback"));

    assertThat(callback.parameters().first("code")).contains("a b");
    assertThat(callback.visited()).hasSize(2);
  }

  @Test
  void givesUpOnRedirectsInACircle() {
    assertThatThrownBy(() -> browser.visit(at("/circle")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("do not end");
  }

  private URI at(String path) {
    return site.base().resolve(path);
  }

  private static HttpAnswer answer(HttpRequest request) {
    return switch (request.path()) {
      case "/private" ->
          request
              .header("cookie")
              .map(cookie -> HttpAnswer.html(200, "hello " + cookie.replace("user=", "")))
              .orElseGet(() -> HttpAnswer.redirect(302, URI.create("/login")));
      case "/login" -> login(request);
      case "/secure" ->
          HttpAnswer.redirect(303, URI.create("/private"))
              .withHeader("Set-Cookie", "user=bob; Path=/; Secure; HttpOnly; SameSite=None");
      case "/approve" ->
          HttpAnswer.redirect(303, URI.create("http://127.0.0.1:1/oauth/callback?code=a+b"));
      default -> HttpAnswer.redirect(302, URI.create("/circle"));
    };
  }

  private static HttpAnswer login(HttpRequest request) {
    boolean fromOurForm = request.form().first("token").filter("a&b"::equals).isPresent();
    if (request.method().equals("POST") && fromOurForm) {
      String user = request.form().first("user").orElseThrow();
      return HttpAnswer.redirect(303, URI.create("/private"))
          .withHeader("Set-Cookie", "user=" + user + "; Path=/; HttpOnly");
    }
    return HttpAnswer.html(
        200,
        """
        <form method="post" action="/login">
          <input type="hidden" name="token" value="a&amp;b"/>
          <input name="user"/>
        </form>
        """);
  }
}
