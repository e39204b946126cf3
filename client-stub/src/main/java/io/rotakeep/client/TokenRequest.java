package io.rotakeep.client;

import io.rotakeep.v1.GetAccessTokenRequest;
import java.time.Duration;

/**
 * What is asked for: the access token of a connection, with conditions. Made by {@link #of}, then
 * narrowed; each method returns a new value.
 *
 * @param connection id of the connection, such as {@code salesforce/acme-prod}
 * @param minValidity how long the token must live at least; a token below it is refreshed first
 * @param rejectedTokenId handle of a token that an API answered with 401, else empty
 */
public record TokenRequest(String connection, Duration minValidity, String rejectedTokenId) {

  public static TokenRequest of(String connection) {
    return new TokenRequest(connection, Duration.ZERO, "");
  }

  public TokenRequest withMinValidity(Duration least) {
    return new TokenRequest(connection, least, rejectedTokenId);
  }

  /** Says that an API refused {@code token}, so that it is replaced if it is still the newest. */
  public TokenRequest rejecting(AccessToken token) {
    return rejecting(token.tokenId());
  }

  /** The same by {@link AccessToken#tokenId}. */
  public TokenRequest rejecting(String tokenId) {
    return new TokenRequest(connection, minValidity, tokenId);
  }

  GetAccessTokenRequest toMessage() {
    var message =
        GetAccessTokenRequest.newBuilder()
            .setConnection(connection)
            .setRejectedTokenId(rejectedTokenId);
    if (!minValidity.isZero()) {
      message.setMinValidity(
          com.google.protobuf.Duration.newBuilder()
              .setSeconds(minValidity.getSeconds())
              .setNanos(minValidity.getNano()));
    }
    return message.build();
  }
}
