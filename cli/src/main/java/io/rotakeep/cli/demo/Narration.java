package io.rotakeep.cli.demo;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells people what happens, in lines that stand under each other. */
final class Narration {
  private static final int WIDTH = 74;
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintWriter out;
  private final boolean colour;
  private final String held;
  private final String broken;

  /**
   * @param terminal whether a terminal shows what is printed, so that colour makes sense
   * @param charset how {@code out} writes characters
   */
  Narration(PrintWriter out, boolean terminal, Charset charset) {
    this.out = out;
    this.colour = terminal;
    boolean marks = charset.newEncoder().canEncode("✓✗");
    this.held = marks ? "✓" : "ok";
    this.broken = marks ? "✗" : "NO";
  }

  void title(String text) {
    line(painted(BOLD, text));
  }

  void heading(int number, String text) {
    line("");
    line(painted(BOLD, "%d  %s".formatted(number, text)));
  }

  void claim(Claim claim) {
    String mark = claim.holds() ? painted(GREEN, held) : painted(RED, broken);
    line("   %s %s".formatted(mark, aligned(claim.sentence(), claim.measured())));
  }

  void stopped(String why) {
    line("   %s %s".formatted(painted(RED, broken), why));
  }

  void note(String text) {
    line("");
    line(text);
  }

  void table(List<Figure> figures) {
    line("");
    figures.forEach(figure -> line("     " + aligned(figure.name(), figure.value())));
  }

  void verdict(long claims, long failed, Duration took) {
    line("");
    String time = "%.1f s".formatted(took.toMillis() / 1000.0);
    line(
        failed == 0
            ? painted(GREEN, "All %d claims hold (%s).".formatted(claims, time))
            : painted(RED, "%d of %d claims do NOT hold (%s).".formatted(failed, claims, time)));
  }

  private static String aligned(String text, String value) {
    return value.isEmpty() ? text : String.format(Locale.ROOT, "%-" + WIDTH + "s  %s", text, value);
  }

  private String painted(String paint, String text) {
    return colour ? paint + text + PLAIN : text;
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }
}
