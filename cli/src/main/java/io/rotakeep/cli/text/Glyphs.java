package io.rotakeep.cli.text;

import java.nio.charset.Charset;
import java.util.List;

/**
 * The signs beside words, in Unicode or for terminals that have ASCII only.
 *
 * @param wheel what turns while something is under way
 */
public record Glyphs(
    String passed,
    String failed,
    String unknown,
    String ellipsis,
    String separator,
    List<String> wheel) {
  public static final Glyphs UNICODE =
      new Glyphs(
          "✓", "✗", "?", "…", " · ", List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"));
  public static final Glyphs ASCII =
      new Glyphs("ok", "FAILED", "?", "..", ", ", List.of("|", "/", "-", "\\"));

  /** The richest that the character set can write. */
  public static Glyphs of(Charset charset) {
    return charset.newEncoder().canEncode("✓⠋…·") ? UNICODE : ASCII;
  }
}
