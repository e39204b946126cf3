package io.rotakeep.testkit.doubles;

/** What became of a refresh request whose client is in order. */
sealed interface RefreshResult {
  record Granted(TokenPair pair) implements RefreshResult {}

  /** Answered with {@code invalid_grant}, which does not say why. */
  record Refused() implements RefreshResult {}
}
