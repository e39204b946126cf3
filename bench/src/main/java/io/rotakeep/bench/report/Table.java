package io.rotakeep.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under a title; the first column says what, the others are numbers. */
public final class Table {
  private final String title;
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String title, String... head) {
    this.title = title;
    this.head = List.of(head);
  }

  public void row(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(title + ": a row has " + head.size() + " cells");
    }
    rows.add(List.of(cells));
  }

  String toText() {
    List<Integer> widths = IntStream.range(0, head.size()).mapToObj(this::width).toList();
    StringBuilder text = new StringBuilder(title).append('\n');
    line(text, head, widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    piped(text, withFirst(title, head));
    piped(
        text,
        IntStream.range(0, head.size()).mapToObj(column -> column == 0 ? "---" : "---:").toList());
    rows.forEach(row -> piped(text, row));
    return text.toString();
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(head.get(column).length(), Math::max);
  }

  private static void line(StringBuilder text, List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths.get(i) - cells.get(i).length());
      line.append("  ").append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static List<String> withFirst(String first, List<String> cells) {
    List<String> changed = new ArrayList<>(cells);
    changed.set(0, first);
    return changed;
  }

  private static void piped(StringBuilder text, List<String> cells) {
    text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
