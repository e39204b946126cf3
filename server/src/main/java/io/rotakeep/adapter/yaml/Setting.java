package io.rotakeep.adapter.yaml;

import io.rotakeep.core.InvalidFieldException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One value of a file. Reads itself as the type that is expected, or says where it stands, what it
 * should be and how to mend it.
 *
 * @param file what to call the file in messages
 * @param base what relative paths in it are relative to; null if it holds none
 * @param key from the top of the file, empty for the file itself
 */
record Setting(String file, @Nullable Path base, String key, Node node) {
  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,8})(ms|[smhd])");

  /** The whole of a file on disk; relative paths in it start from its directory. */
  static Setting in(Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return new Setting(
        file.toString(), directory, "", YamlReader.read(file.toString(), PlainFile.read(file)));
  }

  /** A mapping with these keys and no others. */
  Section section(Keys keys) {
    if (!(node instanceof Node.Mapping mapping)) {
      throw mustBe("a mapping of keys to values");
    }
    return new Section(this, mapping, keys);
  }

  /** Texts by keys of the writer's own choice, at least one. */
  Map<String, String> texts() {
    if (!(node instanceof Node.Mapping mapping)) {
      throw mustBe("a mapping of keys to texts, such as {team: crm}");
    }
    if (mapping.entries().isEmpty()) {
      throw refused("is empty; give at least one");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, entry) ->
                texts.put(name, new Setting(file, base, key + "." + name, entry.value()).text()));
    return texts;
  }

  /** A list of at least one. */
  List<Setting> items() {
    if (!(node instanceof Node.Sequence(Place _, List<Node> items))) {
      throw mustBe("a list, such as [one, two]");
    }
    if (items.isEmpty()) {
      throw refused("is empty; give at least one");
    }
    return IntStream.range(0, items.size())
        .mapToObj(i -> new Setting(file, base, key + "[" + i + "]", items.get(i)))
        .toList();
  }

  String text() {
    String text = scalar(Node.Type.TEXT, "text; put it in quotes");
    if (text.isBlank()) {
      throw refused("is blank; give a value or leave it out");
    }
    return text;
  }

  boolean flag() {
    return Boolean.parseBoolean(scalar(Node.Type.BOOLEAN, "true or false"));
  }

  int number() {
    String digits = scalar(Node.Type.INTEGER, "a whole number");
    return parsed(() -> Integer.parseInt(digits), "must be a decimal number below 2147483648");
  }

  Duration duration() {
    String rule = "must be one number with ms, s, m, h or d, such as 90s or 30d";
    var match = DURATION.matcher(scalar(Node.Type.TEXT, rule.substring("must be ".length())));
    if (!match.matches()) {
      throw refused(rule);
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  Instant instant() {
    String text = scalar(Node.Type.TEXT, "a time, such as 2026-05-11T08:00:00Z");
    return parsed(
        () -> OffsetDateTime.parse(text).toInstant(),
        "must be a time with its offset, such as 2026-05-11T08:00:00Z");
  }

  /** One of the words. */
  String word(List<String> words) {
    String choices = "one of " + String.join(", ", words);
    String word = scalar(Node.Type.TEXT, choices);
    if (!words.contains(word)) {
      throw refused("must be " + choices);
    }
    return word;
  }

  /** Absolute and normalized. */
  Path path() {
    String text = text();
    if (text.startsWith("~") || text.contains("${") || text.contains("$(")) {
      throw refused("nothing is expanded in this file; write the path out");
    }
    if (base == null) {
      throw refused("a path has no place here");
    }
    return parsed(() -> base.resolve(text).normalize(), "must be a path");
  }

  /** What {@code reader} makes of the text; its complaint gets this setting's place. */
  <T> T as(Function<String, T> reader) {
    try {
      return reader.apply(text());
    } catch (InvalidFieldException e) {
      throw refused(e.rule());
    }
  }

  RefusedFileException refused(String rule) {
    return RefusedFileException.at(file, node.place(), key, rule);
  }

  private String scalar(Node.Type type, String expected) {
    if (node instanceof Node.Scalar scalar && scalar.type() == type) {
      return scalar.text();
    }
    throw mustBe(expected);
  }

  private RefusedFileException mustBe(String expected) {
    return refused("must be " + expected + "; this is " + node.kind());
  }

  private <T> T parsed(Supplier<T> parse, String rule) {
    try {
      return parse.get();
    } catch (NumberFormatException | DateTimeParseException | InvalidPathException _) {
      throw refused(rule);
    }
  }
}
