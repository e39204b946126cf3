package io.rotakeep.core.bearer;

/** A claim that may name the caller. */
public enum SubjectClaim {
  /** RFC 7519 section 4.1.2. */
  SUB("sub"),
  /** The client to which an OpenID provider issued the token. */
  AZP("azp"),
  /** RFC 9068 section 2.2: the client to which an access token was issued. */
  CLIENT_ID("client_id");

  private final String claim;

  SubjectClaim(String claim) {
    this.claim = claim;
  }

  /** As a token writes it. */
  public String claim() {
    return claim;
  }
}
