package io.rotakeep.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines between words. */
public final class Wrapping {
  private static final int LEAST = 20;

  private Wrapping() {}

  /** A word longer than a line stays whole, so that it can be copied. */
  public static List<String> wrap(String text, int columns) {
    int room = Math.max(columns, LEAST);
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      boolean fits = DisplayWidth.of(line.toString()) + 1 + DisplayWidth.of(word) <= room;
      if (!line.isEmpty() && !fits) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
