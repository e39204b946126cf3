package io.rotakeep.testkit.doubles;

/** What ends when a used refresh token comes back. */
public enum BlastRadius {
  NONE,
  /** All tokens that descend from the same authorization code. */
  CHAIN,
  /** All chains of one consent: the same client, subject and browser session. */
  GRANT,
  /** Everything the subject ever granted to the client. */
  SUBJECT
}
