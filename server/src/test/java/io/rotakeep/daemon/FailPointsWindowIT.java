package io.rotakeep.daemon;

/** A server that answers a token again within a window. */
final class FailPointsWindowIT extends FailPointsSuite {
  FailPointsWindowIT() {
    super(Server.WINDOW);
  }
}
