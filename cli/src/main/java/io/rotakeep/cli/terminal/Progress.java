package io.rotakeep.cli.terminal;

/** Tells on standard error how far something is that takes more than a second. Thread-safe. */
public interface Progress extends AutoCloseable {
  /** So much is done of so much; {@code total} 0 while it is unknown. */
  void step(long done, long total, long failed);

  /** Makes room for something to be printed. */
  void pause();

  @Override
  void close();

  /** Where nobody wants to know. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void step(long done, long total, long failed) {}

      @Override
      public void pause() {}

      @Override
      public void close() {}
    };
  }
}
