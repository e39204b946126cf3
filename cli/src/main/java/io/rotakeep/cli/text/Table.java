package io.rotakeep.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of cells in aligned columns, two spaces apart. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** All rows must have the same number of cells. */
  void add(List<String> cells) {
    rows.add(cells.stream().map(Printable::of).toList());
  }

  void print(PrintWriter out) {
    int[] widths =
        IntStream.range(0, rows.isEmpty() ? 0 : rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0))
            .toArray();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        var cell = row.get(column);
        line.append(cell).append(" ".repeat(widths[column] - width(cell))).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
