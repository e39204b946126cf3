package io.rotakeep.testkit.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The manual's page of bad inputs, {@code docs/bad-input.md}: one table a surface, made of the
 * cases that its test runs. With {@code -Dpage=write} a test writes its table instead of comparing
 * it.
 */
public final class BadInputPage {
  private static final String HEAD = "| row | input | answer |";
  private static final String RULE = "|---|---|---|";

  private final Path file;

  private BadInputPage(Path file) {
    this.file = file;
  }

  /** The page of the repository that the test runs in. */
  public static BadInputPage find() {
    return new BadInputPage(top().resolve("docs/bad-input.md"));
  }

  /** The top of the repository. */
  public static Path top() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(here.resolve("docs"))) {
      Path above = here.getParent();
      if (above == null) {
        throw new AssertionError("the tests do not run inside the repository");
      }
      here = above;
    }
    return here;
  }

  /** Fails unless the cases are of just the surface's rows, and the page says what they say. */
  public void check(Surface surface, Collection<Answered> cases) {
    Map<Row, Set<String>> answers = new EnumMap<>(Row.class);
    cases.forEach(
        one -> answers.computeIfAbsent(one.row(), _ -> new TreeSet<>()).add(one.answer()));
    Set<Row> missing = EnumSet.copyOf(Row.at(surface));
    missing.removeAll(answers.keySet());
    if (!missing.isEmpty() || !Row.at(surface).containsAll(answers.keySet())) {
      throw new AssertionError(
          surface + " must have cases of " + Row.at(surface) + ", and has of " + answers.keySet());
    }
    List<String> table = table(answers);
    if ("write".equals(System.getProperty("page"))) {
      write(surface, table);
    } else if (!table.equals(tableOf(surface))) {
      throw new AssertionError(
          file + ": under \"" + surface.title() + "\" must stand\n" + String.join("\n", table));
    }
  }

  private static List<String> table(Map<Row, Set<String>> answers) {
    List<String> lines = new ArrayList<>(List.of(HEAD, RULE));
    answers.forEach(
        (row, words) ->
            lines.add("| %s | %s | %s |".formatted(row, row.title(), String.join("; ", words))));
    return lines;
  }

  private List<String> tableOf(Surface surface) {
    List<String> lines = lines();
    int from = heading(lines, surface) + 1;
    return lines.subList(from, end(lines, from)).stream()
        .filter(line -> line.startsWith("|"))
        .toList();
  }

  private void write(Surface surface, List<String> table) {
    List<String> lines = new ArrayList<>(lines());
    int from = heading(lines, surface) + 1;
    List<String> section = lines.subList(from, end(lines, from));
    section.removeIf(line -> line.startsWith("|") || line.isBlank());
    section.addFirst("");
    section.addAll(section.size() == 1 ? List.of() : List.of(""));
    section.addAll(table);
    section.add("");
    try {
      Files.write(
          file, String.join("\n", lines).strip().concat("\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int heading(List<String> lines, Surface surface) {
    int at = lines.indexOf("## " + surface.title());
    if (at < 0) {
      throw new AssertionError("the page has no heading \"## " + surface.title() + "\"");
    }
    return at;
  }

  private static int end(List<String> lines, int from) {
    int at = from;
    while (at < lines.size() && !lines.get(at).startsWith("## ")) {
      at++;
    }
    return at;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
