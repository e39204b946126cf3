package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Optional;

/** Asks whose access token this is (OpenID Connect Core §5.3). */
public interface UserinfoEndpoint {
  /**
   * The {@code sub} of the answer; empty if there is none, for whatever reason. Sends once, within
   * 10 s; blocks; does not throw for anything the network does.
   */
  Optional<String> subject(URI endpoint, SecretBytes accessToken);
}
