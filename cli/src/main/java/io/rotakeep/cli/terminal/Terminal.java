package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.Glyphs;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The standard streams, and what is known of where they end.
 *
 * @param glyphs the signs that can be written there
 */
public record Terminal(PrintWriter out, PrintWriter err, InputStream in, Tty tty, Glyphs glyphs) {

  /** The process's own. */
  public static Terminal ofProcess() {
    var charset = charset("stdout.encoding");
    return new Terminal(
        new PrintWriter(System.out, true, charset),
        new PrintWriter(System.err, true, charset("stderr.encoding")),
        System.in,
        new ProcessTty(),
        Glyphs.of(charset));
  }

  private static Charset charset(String property) {
    return Charset.forName(System.getProperty(property, "UTF-8"), StandardCharsets.UTF_8);
  }

  /** Whether a person can be asked. Questions go to standard error, apart from results. */
  public boolean interactive() {
    return tty.input() && tty.errors();
  }
}
