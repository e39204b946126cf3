package io.rotakeep.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documented decisions against the tests that are named beside them. */
class DocumentedVerdictsTest {
  private static final Path DOCUMENT = Path.of("../docs/verdicts.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern NUMBER = Pattern.compile("D-(\\d\\d)");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyDecisionIsThere() throws IOException {
    List<String> rows = rows();

    List<Integer> numbers =
        rows.stream()
            .map(row -> row.split("\\|", -1)[1])
            .flatMap(cell -> NUMBER.matcher(cell).results())
            .map(found -> Integer.valueOf(found.group(1)))
            .sorted()
            .toList();

    assertThat(numbers).containsExactlyElementsOf(IntStream.rangeClosed(1, 50).boxed().toList());
  }

  @Test
  void everyDecisionNamesATestThatThereIs() throws IOException {
    Map<String, String> sources = sources();

    for (String row : rows()) {
      List<MatchResult> named = NAMED.matcher(row).results().toList();

      assertThat(named).as(row).isNotEmpty();
      assertThat(named)
          .as(row)
          .allSatisfy(
              found ->
                  assertThat(sources.get(found.group(1)))
                      .as(found.group())
                      .contains(found.group(2) == null ? "class" : "void " + found.group(2) + "("));
    }
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| D-")).toList();
  }

  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  DocumentedVerdictsTest::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
