package io.rotakeep.core.oauth;

import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Optional;

/** Asks whose access token this is (OpenID Connect Core §5.3). */
public interface UserinfoEndpoint {
  /**
   * Where the answer names the subject by {@code identity}; empty if it does not, for whatever
   * reason. Sends once, within 10 s; blocks; does not throw for anything the network does.
   */
  Optional<String> subject(
      URI endpoint, SecretBytes accessToken, Dialect.Identity identity, ServerTrust trust);
}
