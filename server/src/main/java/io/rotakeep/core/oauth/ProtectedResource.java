package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/** Shows an access token to something it opens, to learn whether it still does (RFC 6750). */
public interface ProtectedResource {
  /** Sends once, within 10 s; blocks; does not throw for anything the network does. */
  Reception show(URI endpoint, SecretBytes accessToken, ServerTrust trust);

  /** How the token was received. */
  sealed interface Reception {
    record Accepted() implements Reception {}

    /** 401: expired, revoked or otherwise invalid (RFC 6750 §3.1). */
    record Refused() implements Reception {}

    /**
     * @param cause in our own words
     */
    record Unknown(String cause) implements Reception {}
  }
}
