package io.rotakeep.client.spring;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.internal.http.Authorization;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests of {@code RestClient} and {@code RestTemplate} with a connection's token. If the
 * API refuses it with 401, asks once for another and repeats the request once; Spring hands over
 * bodies as bytes, so each can be. The request factory must not follow redirects to other hosts:
 * Spring's default one, over the JDK's client, follows none. Thread-safe.
 */
public final class RotakeepRequestInterceptor implements ClientHttpRequestInterceptor {
  private final Authorization authorization;

  /**
   * @param connection whose token
   */
  public RotakeepRequestInterceptor(AccessTokenSource tokens, String connection) {
    this.authorization = new Authorization(tokens, connection);
  }

  /**
   * @throws io.rotakeep.client.RotakeepException if there is no token
   */
  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    AccessToken token = authorization.tokenFor(request.getURI());
    put(request, token);
    ClientHttpResponse first = execution.execute(request, body);
    if (first.getStatusCode().value() != Authorization.UNAUTHORIZED) {
      return first;
    }
    Optional<AccessToken> other = insteadOf(token, first);
    if (other.isEmpty()) {
      return first;
    }
    first.close();
    put(request, other.get());
    return execution.execute(request, body);
  }

  private Optional<AccessToken> insteadOf(AccessToken token, ClientHttpResponse refusal) {
    try {
      return authorization.insteadOf(token);
    } catch (RuntimeException e) {
      refusal.close();
      throw e;
    }
  }

  private static void put(HttpRequest request, AccessToken token) {
    request.getHeaders().set(Authorization.HEADER, token.authorizationHeader());
  }
}
