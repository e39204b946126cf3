package io.rotakeep.cli.text;

import io.rotakeep.cli.text.Columns.Header;
import io.rotakeep.cli.text.Columns.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of cells in aligned columns, two spaces apart, fitted to the terminal if there is one. It
 * may come in pieces: then memory is taken for one piece, and a column is never narrower than
 * before.
 */
final class Table {
  private static final String GAP = "  ";
  private static final int LEAST = 12;

  private final List<Header> headers;
  private final Layout layout;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final int[] least;
  private boolean begun;

  Table(List<Header> headers, Layout layout) {
    this.headers = headers;
    this.layout = layout;
    this.least = new int[headers.size()];
  }

  /** Has as many cells as there are headers. */
  void add(List<Cell> cells) {
    rows.add(cells);
  }

  /** A line for each row since the last call; before the first of all, the head. */
  List<String> lines() {
    for (int column = 0; column < least.length; column++) {
      least[column] = isOmitted(column) ? 0 : natural(column);
    }
    int[] widths = least.clone();
    layout.width().ifPresent(width -> fit(widths, width));
    List<String> lines = new ArrayList<>();
    if (!begun) {
      lines.add(line(headers.stream().map(h -> Cell.of(h.text(), Tone.FAINT)).toList(), widths));
    }
    rows.forEach(row -> lines.add(line(row, widths)));
    rows.clear();
    begun = true;
    return lines;
  }

  private boolean isOmitted(int column) {
    return layout.fitted()
        && least[column] == 0
        && headers.get(column).is(Trait.ONLY_IF_FILLED)
        && rows.stream().allMatch(row -> row.get(column).brief(layout).isEmpty());
  }

  private int natural(int column) {
    int cells =
        rows.stream()
            .mapToInt(row -> DisplayWidth.of(row.get(column).brief(layout)))
            .max()
            .orElse(0);
    return Math.max(Math.max(cells, least[column]), headers.get(column).text().length());
  }

  /** Cuts what may be cut, the widest first; then leaves out what may be left out, last first. */
  private void fit(int[] widths, int width) {
    while (total(widths) > width) {
      int widest =
          IntStream.range(0, widths.length)
              .filter(column -> headers.get(column).is(Trait.SHRINKS) && widths[column] > LEAST)
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElse(-1);
      if (widest >= 0) {
        widths[widest]--;
        continue;
      }
      int dispensable =
          IntStream.range(0, widths.length)
              .filter(column -> headers.get(column).is(Trait.DISPENSABLE) && widths[column] > 0)
              .reduce((_, last) -> last)
              .orElse(-1);
      if (dispensable < 0) {
        return;
      }
      widths[dispensable] = 0;
    }
  }

  private static int total(int[] widths) {
    int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
    return Arrays.stream(widths).sum() + GAP.length() * Math.max(0, shown - 1);
  }

  private String line(List<Cell> cells, int[] widths) {
    var line = new StringBuilder();
    int owed = 0;
    for (int column = 0; column < widths.length; column++) {
      if (widths[column] == 0) {
        continue;
      }
      var cell = cells.get(column);
      var text = DisplayWidth.cut(cell.brief(layout), widths[column], layout.glyphs().ellipsis());
      int free = widths[column] - DisplayWidth.of(text);
      int before = headers.get(column).is(Trait.RIGHT) ? free : 0;
      if (!text.isEmpty()) {
        line.append(" ".repeat(owed + before)).append(layout.ink().of(cell.shade(), text));
        owed = 0;
      }
      owed += (text.isEmpty() ? free : free - before) + GAP.length();
    }
    return line.toString();
  }
}
