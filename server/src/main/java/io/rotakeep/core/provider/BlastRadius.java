package io.rotakeep.core.provider;

/** How much a server revokes when it sees a refresh token a second time. */
public enum BlastRadius {
  /** The tokens that descend from the one seen twice. */
  CHAIN,
  /** All tokens of the authorization they came from. */
  GRANT,
  /** All tokens of this client for this subject: siblings of the connection too. */
  SUBJECT
}
