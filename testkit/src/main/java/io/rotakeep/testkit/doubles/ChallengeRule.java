package io.rotakeep.testkit.doubles;

/** What the authorization endpoint does with a request that has no S256 challenge (RFC 7636). */
public enum ChallengeRule {
  /** Refuses it at once. */
  DEMANDED,
  /** Shows everybody a page to sign in at, and would look at the challenge only after that. */
  AFTER_SIGN_IN,
  /** Issues a code all the same: PKCE is not enforced. */
  OPTIONAL
}
