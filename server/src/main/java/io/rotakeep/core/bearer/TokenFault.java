package io.rotakeep.core.bearer;

/** Why a token does not count. For log and audit; whoever showed it is not told. */
public enum TokenFault {
  /** Not three parts of Base64url in 8 KiB, or no JSON in them, or a member twice. */
  MALFORMED,
  /** Another algorithm than those of {@link SignatureAlgorithm}. */
  ALGORITHM,
  /** A header that asks for what is not done here: crit, keys of its own, another type. */
  HEADER,
  /** A claim that must be there is missing or of the wrong type. */
  CLAIMS,
  /** It is bound to a key that the caller does not prove here. */
  BOUND,
  ISSUER,
  AUDIENCE,
  EXPIRED,
  NOT_YET_VALID,
  /** It lives longer than the issuer's tokens may. */
  TOO_LONG_LIVED,
  /** Its subject cannot be a caller's name, or two claims disagree about it. */
  SUBJECT,
  /** No key of that id and type is among the issuer's. */
  UNKNOWN_KEY,
  SIGNATURE,
  /** The issuer's keys were never had, or not for too long. */
  NO_KEYS,
  /** More than one token, another scheme than Bearer, or a certificate beside it. */
  PROOF
}
