package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/** Asks an authorization server to revoke a token (RFC 7009). */
public interface RevocationEndpoint {
  /** Sends once, within 10 s; blocks; does not throw for anything the network does. */
  RevocationOutcome revoke(URI endpoint, ClientCredentials client, SecretBytes refreshToken);

  /** What came of it. */
  sealed interface RevocationOutcome {
    /** The token is dead: 200, or the provider says it knows no such token. */
    record Gone() implements RevocationOutcome {}

    /**
     * Not confirmed; worth another try.
     *
     * @param cause in our own words
     */
    record Unconfirmed(String cause) implements RevocationOutcome {}

    /**
     * Not confirmed: the server refused our client and did not look at the token.
     *
     * @param cause the code it gave, or our own word
     */
    record ClientRefused(String cause) implements RevocationOutcome {}

    /**
     * The server will never do it, such as for unsupported_token_type.
     *
     * @param error the code it gave
     */
    record Refused(String error) implements RevocationOutcome {}
  }
}
