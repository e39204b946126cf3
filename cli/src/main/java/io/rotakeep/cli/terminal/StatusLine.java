package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.DisplayWidth;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** One line at the bottom of a terminal that comes, changes and goes. Thread-safe. */
final class StatusLine {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String TO_START = "\r\u001b[K";

  private final PrintWriter out;
  private final Supplier<Tty.Size> size;
  private final String ellipsis;
  private int columns;
  private boolean shown;
  private boolean over;

  /**
   * Asks for the size when the line first comes, since most never do.
   *
   * @param ellipsis ends a text that does not fit
   */
  StatusLine(PrintWriter out, Supplier<Tty.Size> size, String ellipsis) {
    this.out = out;
    this.size = size;
    this.ellipsis = ellipsis;
  }

  synchronized void show(String text) {
    if (!over) {
      columns = columns == 0 ? size.get().columns() : columns;
      // One column is left free: a full line makes some terminals wrap.
      var fitted = DisplayWidth.cut(text, columns - 1, ellipsis);
      out.print((shown ? "" : HIDE_CURSOR) + TO_START + fitted);
      out.flush();
      shown = true;
    }
  }

  /** Takes the line away, so that something else can be printed there. */
  synchronized void erase() {
    if (shown) {
      out.print(TO_START + SHOW_CURSOR);
      out.flush();
      shown = false;
    }
  }

  /** Takes the line away for good. */
  synchronized void end() {
    erase();
    over = true;
  }
}
