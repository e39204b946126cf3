package io.rotakeep.testkit.http;

import java.io.IOException;

/** Meets connections before anything is read from them. */
@FunctionalInterface
public interface Doorkeeper {
  /**
   * Whether the request is to be read; if not, whatever is to be seen of the server has been done
   * on the wire.
   *
   * @throws IOException if the client has gone; the server then only closes the connection
   */
  boolean admits(Wire wire) throws IOException;
}
