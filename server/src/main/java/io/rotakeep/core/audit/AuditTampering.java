package io.rotakeep.core.audit;

import java.time.Instant;

/**
 * A trail on disk is not as its device left it.
 *
 * @param place of the trail, such as the path of its file
 * @param newest names the newest part of the trail that should be there
 */
public record AuditTampering(Instant time, Sign sign, String place, String newest) {

  /** How it shows; the names are public and stay. */
  public enum Sign {
    /** The file is gone, and not to another name beside it. */
    DELETED,
    /** Another file has its name. */
    REPLACED,
    /** It ends before what was written last. */
    CUT,
    /** It holds what nobody of us wrote there. */
    CHANGED,
    /** What is remembered of the trail on another place is gone. */
    HEAD_LOST,
    /** What is remembered of the trail on another place does not authenticate. */
    HEAD_FORGED
  }
}
