package io.rotakeep.testkit.doubles;

import java.time.Instant;

/** An access token; it lives until it expires, is revoked, or its chain is. */
record AccessToken(String value, Chain chain, Instant issued, Instant expires) {
  boolean living(Instant now) {
    return !chain.revoked && now.isBefore(expires);
  }
}
