package io.rotakeep.testkit.browser;

import io.rotakeep.testkit.http.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows redirects by hand, keeps cookies, sends what its user fills in.
 *
 * <p>One browser is one user's session: two users need two. For one thread at a time.
 */
public final class Browser implements AutoCloseable {
  private static final int MAX_STEPS = 30;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, Browser::takesCookie))
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .build();
  private final User user;

  /** A browser before which nobody sits. */
  public Browser() {
    this(User.WITHOUT_WORDS);
  }

  public Browser(User user) {
    this.user = user;
  }

  /** Opens the address and follows redirects, and the user's answers, to the page at the end. */
  public Page visit(URI start) {
    return follow(get(start), _ -> false);
  }

  /**
   * Like {@link #visit}, but ends where a redirect leads to {@code callback}, which is not opened:
   * the returned page has that address with its parameters, and no content.
   */
  public Page visitUntil(URI start, URI callback) {
    return follow(get(start), uri -> leadsTo(uri, callback));
  }

  /** Sends the first form of the page with its hidden fields and the given ones. */
  public Page submit(Page page, Form values) {
    return follow(submission(page, values), _ -> false);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private Page follow(HttpRequest first, Predicate<URI> stopsAt) {
    List<URI> visited = new ArrayList<>();
    HttpRequest request = first;
    for (int step = 0; step < MAX_STEPS; step++) {
      HttpResponse<String> response = send(request);
      visited.add(request.uri());
      Optional<URI> next = response.headers().firstValue("location").map(request.uri()::resolve);
      if (response.statusCode() / 100 != 3 || next.isEmpty()) {
        Page page =
            new Page(
                request.uri(), response.statusCode(), response.headers(), response.body(), visited);
        Optional<Form> answer = user.answers(page);
        if (answer.isEmpty()) {
          return page;
        }
        request = submission(page, answer.get());
        continue;
      }
      if (stopsAt.test(next.get())) {
        visited.add(next.get());
        return new Page(next.get(), response.statusCode(), response.headers(), "", visited);
      }
      request = get(next.get());
    }
    throw new IllegalStateException("the redirects do not end: " + visited);
  }

  private static HttpRequest submission(Page page, Form values) {
    HtmlForm form =
        HtmlForm.firstIn(page.body())
            .orElseThrow(() -> new IllegalStateException("no form on " + withoutQuery(page.uri())));
    return HttpRequest.newBuilder(form.target(page.uri()))
        .timeout(LIMIT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form.with(values).encoded()))
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + withoutQuery(request.uri()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while browsing", e);
    }
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(LIMIT).header("Accept", "text/html").build();
  }

  /** Loopback counts as secure without TLS, as it does for every browser on a desk. */
  private static boolean takesCookie(URI from, HttpCookie cookie) {
    if ("127.0.0.1".equals(from.getHost())) {
      cookie.setSecure(false);
    }
    return CookiePolicy.ACCEPT_ORIGINAL_SERVER.shouldAccept(from, cookie);
  }

  private static boolean leadsTo(URI uri, URI callback) {
    return withoutQuery(uri).equals(withoutQuery(callback));
  }

  /** The query holds the code and the state, which no error message should show. */
  private static String withoutQuery(URI uri) {
    return uri.toString().split("\\?", 2)[0];
  }
}
