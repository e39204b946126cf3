package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/** What is asked of a token endpoint. The asker owns and closes the secrets in it. */
public sealed interface TokenQuestion {

  /** RFC 6749 §6, without a scope: the same scope as before. */
  record Refresh(SecretBytes refreshToken) implements TokenQuestion {}

  /**
   * RFC 6749 §4.1.3 with RFC 7636 §4.5. Never asked twice for one code, unless the server refused
   * the client before it looked at the code (RFC 6749 §5.2).
   */
  record Exchange(SecretBytes code, URI redirectUri, SecretBytes verifier)
      implements TokenQuestion {}
}
