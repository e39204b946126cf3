package io.rotakeep.client.http;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.internal.http.Authorization;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Sends requests with a connection's token. If the API refuses it with 401, asks once for another
 * and repeats the request once, provided its body can be sent again: every body whose length is
 * known, which leaves out {@code ofInputStream} and {@code fromPublisher} without a length.
 * Thread-safe.
 */
public final class RotakeepHttpClient {
  private final HttpClient http;
  private final Authorization authorization;

  /**
   * @param http must not follow redirects, since it would take the header along to other hosts
   * @param connection whose token
   */
  public RotakeepHttpClient(HttpClient http, AccessTokenSource tokens, String connection) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException(
          "followRedirects must be NEVER: older JDKs, 17 among them, send the token to wherever a"
              + " redirect points");
    }
    this.http = http;
    this.authorization = new Authorization(tokens, connection);
  }

  /**
   * As {@link HttpClient#send}.
   *
   * @throws io.rotakeep.client.RotakeepException if there is no token
   */
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    AccessToken token = authorization.tokenFor(request.uri());
    HttpResponse<T> first = http.send(with(request, token), handler);
    if (!mayBeRepeated(request, first)) {
      return first;
    }
    var other = authorization.insteadOf(token);
    if (other.isEmpty()) {
      return first;
    }
    discard(first);
    return http.send(with(request, other.get()), handler);
  }

  /** As {@link HttpClient#sendAsync}; what {@link #send} throws ends the future. */
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    Executor executor = http.executor().orElse(ForkJoinPool.commonPool());
    return CompletableFuture.supplyAsync(() -> authorization.tokenFor(request.uri()), executor)
        .thenCompose(
            token ->
                http.sendAsync(with(request, token), handler)
                    .thenComposeAsync(first -> again(request, handler, token, first), executor));
  }

  private <T> CompletableFuture<HttpResponse<T>> again(
      HttpRequest request, BodyHandler<T> handler, AccessToken token, HttpResponse<T> first) {
    if (!mayBeRepeated(request, first)) {
      return CompletableFuture.completedFuture(first);
    }
    var other = authorization.insteadOf(token);
    if (other.isEmpty()) {
      return CompletableFuture.completedFuture(first);
    }
    discard(first);
    return http.sendAsync(with(request, other.get()), handler);
  }

  private static HttpRequest with(HttpRequest request, AccessToken token) {
    return HttpRequest.newBuilder(
            request, (name, value) -> !name.equalsIgnoreCase(Authorization.HEADER))
        .setHeader(Authorization.HEADER, token.authorizationHeader())
        .build();
  }

  private static boolean mayBeRepeated(HttpRequest request, HttpResponse<?> response) {
    return response.statusCode() == Authorization.UNAUTHORIZED
        && request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
  }

  /** A body that is read while it arrives would keep its connection. */
  private static void discard(HttpResponse<?> response) {
    if (response.body() instanceof AutoCloseable body) {
      try {
        body.close();
      } catch (Exception alreadyClosed) {
        System.getLogger(RotakeepHttpClient.class.getName())
            .log(System.Logger.Level.TRACE, "the body of a 401 was not closed", alreadyClosed);
      }
    }
  }
}
