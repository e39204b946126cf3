package io.rotakeep.adapter.yaml;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a value of a file may be, as far as it can be told from the value alone. Readers hold values
 * to it, and {@link JsonSchema} shows it to editors.
 */
public sealed interface Shape {
  /** Any text that is not blank. */
  Text TEXT = new Text("", "", _ -> Optional.empty());

  /**
   * Text that is not blank.
   *
   * @param pattern of the whole text, empty for any; never stricter than {@code broken}
   * @param format of JSON Schema, empty for none
   * @param broken the rule that a text breaks, for people
   */
  record Text(String pattern, String format, Function<String, Optional<String>> broken)
      implements Shape {}

  /** A duration with its unit. */
  record Life() implements Shape {}

  /** true or false. */
  record Flag() implements Shape {}

  /** A whole number that fits an {@code int}. */
  record Whole(int least) implements Shape {}

  /**
   * One word of a list.
   *
   * @param later words that are documented, and refused until a version knows them
   */
  record Words(List<String> words, List<String> later) implements Shape {
    public Words {
      words = List.copyOf(words);
      later = List.copyOf(later);
    }

    /** Both, as messages list them. */
    public List<String> all() {
      return Stream.concat(words.stream(), later.stream()).toList();
    }
  }

  /** A list of at least one. */
  record ListOf(Shape item, int most) implements Shape {}

  /** Keys and their values. */
  record Mapping(Keys keys) implements Shape {}

  /**
   * Keys of the writer's own choice, each with a text; at least one.
   *
   * @param pattern of the keys
   */
  record Texts(String pattern) implements Shape {}

  /** A mapping with exactly one of the keys. */
  record OneOf(Keys keys) implements Shape {}
}
