package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One observation. Never holds a secret: what is said of a token is its generation or its keyed
 * handle.
 *
 * @param detail the same for people, in our own words
 * @param generation {@link Generation#NONE} if it is about none
 * @param requestId the provider's own name for the request it was seen in; empty if it gave none
 */
public record Evidence(
    Instant time,
    Kind kind,
    String detail,
    @Nullable ConnectionId connection,
    Generation generation,
    String requestId) {

  /**
   * What was observed, and what it weighs: for a compromise if positive, for an accident if
   * negative. A weight is a help for people, nothing acts on the sum.
   */
  public enum Kind {
    /** The newest generation, adopted cleanly and presented by nobody of us before. */
    NEWEST_TOKEN_REFUSED(40),
    /** Another request with the token was under way, and it was not ours. */
    CONCURRENT_USE(60),
    /** An access token in the first half of its life is dead: all of the grant was revoked. */
    FRESH_ACCESS_TOKEN_DEAD(25),
    /** An access token died before its time, but not in its youth. */
    ACCESS_TOKEN_DEAD(10),
    /** So only the refresh token was refused, and the grant was not revoked as a whole. */
    ACCESS_TOKEN_ALIVE(0),
    /** Nobody could be asked, or the answer said nothing. */
    ACCESS_TOKEN_UNKNOWN(0),
    /** A token that we had already replaced was shown to us. */
    RETIRED_TOKEN_RECEIVED(30),
    /** A token was shown to us that nobody but the provider and we should have. */
    UNSHARED_TOKEN_RECEIVED(60),
    /** The provider answered with a token that it had replaced before. */
    RETIRED_TOKEN_ISSUED(0),
    /** Connections of the client were refused together: rather its doing than a thief's. */
    REFUSED_TOGETHER(0),
    /** One of them was refreshed again, so that is over. */
    REFRESHED_AGAIN(0),
    /** The store is older than its witness, or has none. */
    STORE_NOT_AS_WITNESSED(0),
    /** The trail on disk is not as its device left it. */
    AUDIT_NOT_AS_WRITTEN(0),
    /** A caller asked more often than its quota allows. */
    TOO_MANY_REQUESTS(0),
    /** A caller asked for more tokens than its quota allows. */
    TOO_MANY_TOKENS(10),
    /** A caller asked for more connections' tokens than its quota allows. */
    TOO_MANY_CONNECTIONS(40),
    /** A person or program told us. */
    REPORTED(60);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    public int weight() {
      return weight;
    }

    /** As the API has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether this tells what a call with the newest access token came to. */
  boolean tellsOfTheAccessToken() {
    return switch (kind) {
      case FRESH_ACCESS_TOKEN_DEAD, ACCESS_TOKEN_DEAD, ACCESS_TOKEN_ALIVE, ACCESS_TOKEN_UNKNOWN ->
          true;
      case NEWEST_TOKEN_REFUSED,
          CONCURRENT_USE,
          RETIRED_TOKEN_RECEIVED,
          UNSHARED_TOKEN_RECEIVED,
          RETIRED_TOKEN_ISSUED,
          REFUSED_TOGETHER,
          REFRESHED_AGAIN,
          STORE_NOT_AS_WITNESSED,
          AUDIT_NOT_AS_WRITTEN,
          TOO_MANY_REQUESTS,
          TOO_MANY_TOKENS,
          TOO_MANY_CONNECTIONS,
          REPORTED ->
          false;
    };
  }
}
