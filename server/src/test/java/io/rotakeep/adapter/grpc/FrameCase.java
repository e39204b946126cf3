package io.rotakeep.adapter.grpc;

import io.rotakeep.testkit.corpus.Row;

/**
 * Bytes on the port, and how the call or the connection must end.
 *
 * @param answer the name of a status, or one of the words here
 */
record FrameCase(Row row, String title, Attack attack, String answer) {
  static final String ACCEPTED = "accepted";
  static final String CLOSED = "connection closed";
  static final String RESET = "stream reset";

  /** What is sent. */
  interface Attack {
    void on(RawHttp2 peer) throws Exception;
  }

  @Override
  public String toString() {
    return row + " " + title;
  }
}
