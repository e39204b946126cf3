package io.rotakeep.client.internal.watch;

/**
 * The two clocks of this machine. One cannot be set but stands still while the machine sleeps, the
 * other goes on but may be set; together they are hard to fool.
 */
public interface Clocks {
  /** As {@link System#nanoTime}. */
  long nanos();

  /** As {@link System#currentTimeMillis}. */
  long millis();

  static Clocks ofThisMachine() {
    return new Clocks() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long millis() {
        return System.currentTimeMillis();
      }
    };
  }
}
