package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.ServerTrust;
import java.net.URI;

/** Fetches what an authorization server publishes of itself (RFC 8414, OpenID discovery). */
public interface ServerMetadata {
  /** Blocks for 10 s at the most; does not throw for anything the network does. */
  Discovery discover(URI issuer, ServerTrust trust);

  /** What came of it. */
  sealed interface Discovery {
    /**
     * @param issuerInResponse whether callbacks carry {@code iss} (RFC 9207 §3)
     * @param pkceS256 whether S256 is offered, or the document does not say
     */
    record Found(Endpoints endpoints, boolean issuerInResponse, boolean pkceS256)
        implements Discovery {}

    /**
     * @param why in our own words, naming the rule that failed
     */
    record NotUsable(String why) implements Discovery {}
  }
}
