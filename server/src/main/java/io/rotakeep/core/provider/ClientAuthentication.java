package io.rotakeep.core.provider;

/** How our client proves itself at the token endpoint (RFC 6749 §2.3, RFC 7523, RFC 8705). */
public enum ClientAuthentication {
  NONE,
  CLIENT_SECRET_POST,
  CLIENT_SECRET_BASIC,
  PRIVATE_KEY_JWT,
  TLS_CLIENT_AUTH;

  /** Whether requests prove themselves with a shared secret. */
  public boolean needsSecret() {
    return this == CLIENT_SECRET_POST || this == CLIENT_SECRET_BASIC;
  }
}
