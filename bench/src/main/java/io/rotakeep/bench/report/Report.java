package io.rotakeep.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All figures of one run. Absolute numbers belong to the machine and its noise; the ratios are what
 * can be compared.
 */
public final class Report {
  private final List<Table> tables = new ArrayList<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();

  public void add(Table table) {
    tables.add(table);
  }

  /**
   * @param name in lower case with underscores, its unit at the end unless it is a number of things
   */
  public void add(String name, double value) {
    figures.put(name, value);
  }

  public Map<String, Double> figures() {
    return Map.copyOf(figures);
  }

  /** Aligned tables. */
  public String toText() {
    return tables.stream().map(Table::toText).collect(Collectors.joining("\n"));
  }

  public String toMarkdown() {
    return tables.stream().map(Table::toMarkdown).collect(Collectors.joining("\n"));
  }

  /** One object of numbers; one that could not be measured is null. */
  public String toJson() {
    return figures.entrySet().stream()
        .map(figure -> "  \"" + figure.getKey() + "\": " + number(figure.getValue()))
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null";
  }
}
