package io.rotakeep.core.notice;

/** Is told what becomes of notices, to count it. Never blocks, never throws; thread-safe. */
public interface NoticeObserver {
  /** What can become of one. */
  enum Result {
    DELIVERED,
    /** One sending of it; it is sent again. */
    FAILED,
    /** It is not sent any more. */
    GIVEN_UP,
    /** Too many wait; it is found again in the store when there are fewer. */
    POSTPONED
  }

  void noticed(String receiver, Result result);
}
