package io.rotakeep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documented threats against the tests that are named beside them. */
final class ThreatModelTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Path DOCUMENT = REPOSITORY.resolve("docs/threat-model.md");
  private static final int THREATS = 48;
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|Suite))`");

  @Test
  void everyThreatIsThereOnce() throws IOException {
    List<Integer> numbers =
        rows().stream().map(row -> Integer.valueOf(cell(row, 1).substring(1))).sorted().toList();

    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, THREATS).boxed().toList());
  }

  @Test
  void everyThreatHasAControlAndNamesATestThatThereIs() throws IOException {
    Set<String> tests = tests();

    for (String row : rows()) {
      List<String> named =
          NAMED.matcher(cell(row, 4)).results().map(found -> found.group(1)).toList();

      assertThat(cell(row, 3)).as(row).isNotEmpty();
      assertThat(named).as(row).isNotEmpty().isSubsetOf(tests);
    }
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.matches("\\| T\\d.*"))
        .toList();
  }

  private static String cell(String row, int number) {
    return row.split("\\|", -1)[number].strip();
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ThreatModelTest::below)
          .collect(Collectors.toSet());
    }
  }

  private static Stream<String> below(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> "" + file.getFileName())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
