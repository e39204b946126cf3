package io.rotakeep.cli.terminal;

import java.io.PrintWriter;
import java.util.List;

/**
 * A screen that is drawn again and again beside the terminal's normal one, which comes back
 * afterwards with the last picture on it. Thread-safe.
 */
public final class LiveScreen implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter out;
  private List<String> last = List.of();
  private boolean entered;
  private boolean over;

  public LiveScreen(PrintWriter out) {
    this.out = out;
  }

  /**
   * Draws a picture over the one before.
   *
   * @param picture whole, for when the screen is left; only its first lines may fit
   */
  public synchronized void show(List<String> picture, String footer, int rows) {
    if (over) {
      return;
    }
    last = List.copyOf(picture);
    int room = Math.max(1, rows - 2);
    var frame = new StringBuilder(entered ? HOME : ENTER + HOME);
    picture.stream().limit(room).forEach(line -> frame.append(line).append(CLEAR_LINE + "\r\n"));
    int hidden = Math.max(0, picture.size() - room);
    frame.append(CLEAR_LINE + "\r\n").append(hidden > 0 ? hidden + " more lines; " : "");
    out.print(frame.append(footer).append(CLEAR_LINE + CLEAR_BELOW));
    out.flush();
    entered = true;
  }

  /** Gives the terminal back. */
  @Override
  public synchronized void close() {
    if (entered && !over) {
      out.print(LEAVE);
      last.forEach(out::println);
      out.flush();
    }
    over = true;
  }
}
