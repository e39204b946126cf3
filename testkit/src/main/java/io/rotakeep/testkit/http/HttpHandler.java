package io.rotakeep.testkit.http;

import java.io.IOException;

/** Answers one request; called on a thread of its own for each. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers on the wire, or not at all.
   *
   * @throws IOException if the client has gone; the server then only closes the connection
   */
  void handle(HttpRequest request, Wire wire) throws IOException;
}
