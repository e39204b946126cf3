package io.rotakeep.testkit.authorization;

/** How a client proves who it is at the token endpoint (RFC 6749 §2.3.1). */
public enum ClientKind {
  /** It does not: it has no secret, and none may appear in its requests. */
  PUBLIC,
  CONFIDENTIAL_POST,
  CONFIDENTIAL_BASIC
}
