package io.rotakeep.client.okhttp;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.client.internal.http.Authorization;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with a connection's token; to be added by {@code addInterceptor}. If the API
 * refuses it with 401, asks once for another and repeats the request once, unless its body is
 * one-shot or duplex. OkHttp takes the header off when a redirect leads to another host.
 * Thread-safe.
 */
public final class RotakeepInterceptor implements Interceptor {
  private final Authorization authorization;

  /**
   * @param connection whose token
   */
  public RotakeepInterceptor(AccessTokenSource tokens, String connection) {
    this.authorization = new Authorization(tokens, connection);
  }

  /**
   * @throws IOException if there is no token; its cause is the {@link RotakeepException}
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    if (chain.connection() != null) {
      throw new IllegalStateException(
          "RotakeepInterceptor: use addInterceptor; addNetworkInterceptor would put the token on"
              + " each redirect");
    }
    Request request = chain.request();
    AccessToken token = tokenFor(request);
    Response first = chain.proceed(with(request, token));
    if (!mayBeRepeated(request, first)) {
      return first;
    }
    Optional<AccessToken> other = insteadOf(token, first);
    if (other.isEmpty()) {
      return first;
    }
    first.close();
    return chain.proceed(with(request, other.get()));
  }

  private AccessToken tokenFor(Request request) throws IOException {
    try {
      return authorization.tokenFor(request.url().uri());
    } catch (RotakeepException | IllegalArgumentException e) {
      // Anything but an IOException would end the application's thread.
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<AccessToken> insteadOf(AccessToken token, Response refusal) throws IOException {
    try {
      return authorization.insteadOf(token);
    } catch (RotakeepException e) {
      refusal.close();
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Request with(Request request, AccessToken token) {
    return request.newBuilder().header(Authorization.HEADER, token.authorizationHeader()).build();
  }

  /** Not if the refusal is that of another host, to which a redirect led without the token. */
  private static boolean mayBeRepeated(Request request, Response response) {
    return response.code() == Authorization.UNAUTHORIZED
        && response.request().header(Authorization.HEADER) != null
        && isRepeatable(request.body());
  }

  private static boolean isRepeatable(@Nullable RequestBody body) {
    return body == null || !(body.isOneShot() || body.isDuplex());
  }
}
