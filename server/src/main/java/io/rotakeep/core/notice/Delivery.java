package io.rotakeep.core.notice;

/** What came of sending a notice once. */
public sealed interface Delivery {
  /** The receiver says that it has it. */
  record Delivered() implements Delivery {}

  /**
   * It may or may not have it.
   *
   * @param cause for people; names no more of an address than its host
   */
  record Failed(String cause) implements Delivery {}
}
