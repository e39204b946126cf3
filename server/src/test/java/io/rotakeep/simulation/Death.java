package io.rotakeep.simulation;

/** The end of a process. */
final class Death extends Error {
  private static final long serialVersionUID = 1L;

  private final transient SimulatedNode node;

  Death(SimulatedNode node) {
    super("killed", null, false, false);
    this.node = node;
  }

  boolean isOf(SimulatedNode other) {
    return node == other;
  }
}
