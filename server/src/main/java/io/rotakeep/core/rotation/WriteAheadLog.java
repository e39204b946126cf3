package io.rotakeep.core.rotation;

/**
 * Bytes appended in order that outlive a crash of the process and of the machine.
 *
 * <p>Safe for use by many threads, virtual ones included. Every method throws {@link
 * JournalUnavailableException} once the log has failed or is closed: after a failed fsync nobody
 * knows which bytes the disk holds, so the log refuses everything until it has been opened anew.
 */
public interface WriteAheadLog extends AutoCloseable {

  /**
   * Appends and returns the frame's sequence (1, 2, 3 …) once it is fsynced and the witness has
   * advanced past it. Callers that arrive together share one fsync. An interrupt does not cut the
   * wait short: the frame is on its way, and only its fate tells the caller what may be done next.
   */
  long appendDurably(byte[] frame);

  /** Appends in order; durable with the next durable append at the latest, or within 1 s. */
  long append(byte[] frame);

  /**
   * Reads every retained frame with a sequence greater than {@code after}, oldest first, in the
   * calling thread. Of frames appended since opening, those which were durable when this was called
   * are surely read; nothing may be trimmed meanwhile.
   */
  void replay(long after, FrameReader reader);

  /** Allows sequences up to and including this one to be forgotten; whole segments go. */
  void trim(long through);

  WalPosition position();

  /** Makes durable what was appended, then refuses everything. Closing twice is harmless. */
  @Override
  void close();
}
