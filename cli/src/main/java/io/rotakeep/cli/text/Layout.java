package io.rotakeep.cli.text;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How results for people are laid out.
 *
 * @param width of the terminal, to which lines are fitted; empty where nobody looks
 * @param relativeTo the moment from which times are counted; empty to write times in full
 */
public record Layout(OptionalInt width, Ink ink, Glyphs glyphs, Optional<Instant> relativeTo) {
  /** For a file or another program. */
  public static final Layout PLAIN =
      new Layout(OptionalInt.empty(), Ink.NONE, Glyphs.UNICODE, Optional.empty());

  /** Whether a person looks at it on a terminal. */
  public boolean fitted() {
    return width.isPresent();
  }
}
