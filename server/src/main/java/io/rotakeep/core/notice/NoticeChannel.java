package io.rotakeep.core.notice;

/** A way to one receiver. Thread-safe; blocks the calling thread, meant to be a virtual one. */
public interface NoticeChannel {
  /**
   * Sends it once. Ends soon when the thread is interrupted.
   *
   * @return {@link Delivery.Failed} whenever it is not certain that the receiver has it
   */
  Delivery tell(Notice notice);
}
