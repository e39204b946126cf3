package io.rotakeep.core.verdict;

/** How a refresh token that an answer brought is related to those we had before. */
public enum TokenKinship {
  /** It was never here; also where an answer brought none. */
  NEW,
  /** It is the one that was presented. */
  SAME,
  /** It is one that had been replaced, or another connection's. */
  RETIRED
}
