package io.rotakeep.simulation;

/** A promise that was not kept. Passes through the product as no exception of its own would. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String promise) {
    super(promise);
  }

  static void unless(boolean kept, String node, String promise) {
    if (!kept) {
      throw new Violation(node + ": " + promise);
    }
  }
}
