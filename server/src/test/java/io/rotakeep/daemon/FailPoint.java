package io.rotakeep.daemon;

/** Where a process ends: each place between two steps of the refresh with rotation, in order. */
enum FailPoint {
  AUDITING(Fate.NOTHING_BEGUN),
  INTENDING(Fate.NOTHING_BEGUN),
  INTENDED(Fate.IN_DOUBT_UNSENT),
  SENDING(Fate.IN_DOUBT_UNSENT),
  /** The answer has come, and nothing of it is on the disk. */
  SENT(Fate.IN_DOUBT_SPENT),
  KEEPING(Fate.IN_DOUBT_SPENT),
  KEPT(Fate.ADOPTED),
  STORING(Fate.ADOPTED),
  STORED(Fate.ADOPTED),
  SETTLING(Fate.ADOPTED),
  SETTLED(Fate.ADOPTED),
  /** The audit has the end of the rotation; nobody can have the token yet. */
  TOLD(Fate.ADOPTED),
  /** The access token is published; the first who reads it has not got it yet. */
  PUBLISHED(Fate.ADOPTED);

  final Fate fate;

  FailPoint(Fate fate) {
    this.fate = fate;
  }

  /** What a daemon finds that is started on what the process left. */
  enum Fate {
    NOTHING_BEGUN,
    /** Intended, and the server has seen nothing of it. */
    IN_DOUBT_UNSENT,
    /** The server has spent the token, and its answer is gone. */
    IN_DOUBT_SPENT,
    ADOPTED
  }
}
