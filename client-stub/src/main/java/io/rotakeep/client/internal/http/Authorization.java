package io.rotakeep.client.internal.http;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.TokenRequest;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two tokens that one HTTP request may need: the current one, and after a 401 one more.
 * Thread-safe.
 *
 * @param connection whose tokens
 */
public record Authorization(AccessTokenSource tokens, String connection) {
  public static final String HEADER = "Authorization";
  public static final int UNAUTHORIZED = 401;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]|::1", Pattern.CASE_INSENSITIVE);

  /**
   * The token to send there.
   *
   * @throws IllegalArgumentException if it would leave this machine unencrypted
   */
  public AccessToken tokenFor(URI target) {
    String host = target.getHost() == null ? "" : target.getHost();
    if (!"https".equalsIgnoreCase(target.getScheme()) && !LOOPBACK.matcher(host).matches()) {
      throw new IllegalArgumentException(
          target.getScheme() + "://" + host + ": an access token travels by https only");
    }
    return tokens.accessToken(TokenRequest.of(connection));
  }

  /** Another token than the one that was refused, if there is one. */
  public Optional<AccessToken> insteadOf(AccessToken refused) {
    AccessToken other = tokens.accessToken(TokenRequest.of(connection).rejecting(refused));
    return other.tokenId().equals(refused.tokenId()) ? Optional.empty() : Optional.of(other);
  }
}
