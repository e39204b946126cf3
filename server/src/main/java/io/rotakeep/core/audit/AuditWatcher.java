package io.rotakeep.core.audit;

/**
 * Who is told how a trail stands. Called on the device's own thread, so it neither waits nor
 * records. Thread-safe.
 */
public interface AuditWatcher {
  /**
   * The newest line that stands for all lines before it, once it is durable; kept elsewhere, it
   * proves later that nothing was cut.
   */
  void head(String line);

  /**
   * @param kept is run once what was found is kept elsewhere, durably; until then the trail
   *     remembers it and says so again at the next start. On any thread
   */
  void tampered(AuditTampering found, Runnable kept);
}
