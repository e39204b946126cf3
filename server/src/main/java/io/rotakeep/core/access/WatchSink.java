package io.rotakeep.core.access;

/** Where a watch's events go. Used from one thread. */
public interface WatchSink {
  /**
   * Hands the event over, waiting while the receiver is slow.
   *
   * @param cursor where to resume after this event
   * @return false if the receiver is gone
   */
  boolean send(WatchEvent event, String cursor);

  boolean isOpen();
}
