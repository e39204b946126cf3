package io.rotakeep.client;

/**
 * Where access tokens come from: a {@link RotakeepClient}, or in a test of yours whatever answers.
 * Thread-safe.
 */
@FunctionalInterface
public interface AccessTokenSource {
  /**
   * An access token that fulfils the request. May block.
   *
   * @throws RotakeepException whose type and advice say what to do
   */
  AccessToken accessToken(TokenRequest request);
}
