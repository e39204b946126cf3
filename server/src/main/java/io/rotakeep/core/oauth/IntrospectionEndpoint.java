package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks about an access token (RFC 7662); never about a refresh token. */
public interface IntrospectionEndpoint {
  /** Sends once, within 10 s; blocks; does not throw for anything the network does. */
  Introspection introspect(URI endpoint, ClientCredentials client, SecretBytes accessToken);

  /** What the server said. */
  sealed interface Introspection {
    /**
     * @param expires null if the answer does not say
     * @param subject null if the answer does not say
     */
    record Live(@Nullable Instant expires, @Nullable String subject) implements Introspection {}

    /** Not active; the server gives no reason (RFC 7662 §2.2). */
    record Dead() implements Introspection {}

    /**
     * @param cause in our own words
     */
    record Unknown(String cause) implements Introspection {}
  }
}
