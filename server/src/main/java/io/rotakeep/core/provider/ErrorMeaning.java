package io.rotakeep.core.provider;

/**
 * What an authorization server means by an error that is its own, or that it uses in its own way.
 */
public enum ErrorMeaning {
  /** The refresh token is refused; why is for the order of evidence to say, as with RFC 6749's. */
  TOKEN_REFUSED,
  /** A person or an administrator took the consent back, or with it the account. */
  REVOKED,
  /** The refresh token died for want of use. */
  IDLE_EXPIRED,
  /** Another request with this very refresh token is under way. */
  BUSY,
  /** Our registration is at fault, not the token. */
  CLIENT,
  /** The address we come from is refused to every connection, not the token. */
  EGRESS,
  /** A rule of the person's or organization's own forbids it here and now; nothing was spent. */
  RESTRICTED,
  /** We ask too often; nothing was spent. */
  THROTTLED,
  /** The server failed before it spent anything. */
  NOT_SPENT,
  /** The server failed, and may have spent the token. */
  UNCERTAIN
}
