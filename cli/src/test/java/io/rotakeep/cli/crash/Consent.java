package io.rotakeep.cli.crash;

/**
 * One refresh token that was imported into a connection, the beginning of a chain at the server.
 *
 * @param before the generations that the connection had had by then
 */
record Consent(String firstToken, long before) {
  /** What the connection calls the generation that the server numbers so. */
  long generation(int atServer) {
    return before + atServer;
  }
}
