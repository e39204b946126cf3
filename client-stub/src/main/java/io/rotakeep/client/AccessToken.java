package io.rotakeep.client;

import com.google.protobuf.Timestamp;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An access token with everything that belongs to it; a newer token replaces all of it at once. Its
 * {@code toString} does not show the token, so the value may be logged. Immutable.
 */
public final class AccessToken {
  private final String value;
  private final String type;
  private final Instant expiry;
  private final List<String> scopes;
  private final Map<String, String> attributes;
  private final String tokenId;
  private final long generation;

  private AccessToken(GetAccessTokenResponse response) {
    this.value = response.getAccessToken();
    this.type = response.getTokenType();
    this.expiry = instantOf(response.getExpireTime());
    this.scopes = List.copyOf(response.getScopesList());
    this.attributes = Map.copyOf(response.getAttributesMap());
    this.tokenId = response.getTokenId();
    this.generation = response.getGeneration();
  }

  /** For callers of the generated stub. */
  public static AccessToken of(GetAccessTokenResponse response) {
    return new AccessToken(response);
  }

  private static Instant instantOf(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** The token itself. Secret. */
  public String value() {
    return value;
  }

  /** The scheme in front of it, usually {@code Bearer}. */
  public String type() {
    return type;
  }

  /** What the {@code Authorization} header of a call to the provider's API must say. Secret. */
  public String authorizationHeader() {
    return type + " " + value;
  }

  /** When the provider's APIs stop accepting it, by the daemon's clock. */
  public Instant expiry() {
    return expiry;
  }

  public List<String> scopes() {
    return scopes;
  }

  /** What the provider said beside this token, such as {@code instance_url}. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** Handle for {@link TokenRequest#rejecting}; not secret. */
  public String tokenId() {
    return tokenId;
  }

  /** Never less than that of a token received earlier for the same connection. */
  public long generation() {
    return generation;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "AccessToken[id=%s, type=%s, expiry=%s, generation=%d]",
        tokenId,
        type,
        expiry,
        generation);
  }
}
