package io.rotakeep.adapter.yaml;

import io.rotakeep.core.InvalidFieldException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The shape of a value together with what reads it. */
record Kind<T>(Shape shape, Function<Setting, T> reader) {
  private static final int ANY_NUMBER = 1000;

  static final Kind<String> TEXT = new Kind<>(Shape.TEXT, Setting::text);
  static final Kind<Boolean> FLAG = new Kind<>(new Shape.Flag(), Setting::flag);
  static final Kind<Duration> LIFE = new Kind<>(new Shape.Life(), Setting::duration);
  static final Kind<Path> PATH = new Kind<>(Shape.TEXT, Setting::path);
  static final Kind<Instant> INSTANT =
      new Kind<>(
          new Shape.Text("[-+]?\\d{4,}-\\d\\d-\\d\\d[Tt]\\S+", "date-time", _ -> Optional.empty()),
          Setting::instant);

  /** The same shape, read in another way. */
  <R> Kind<R> then(Function<Setting, R> other) {
    return new Kind<>(shape, other);
  }

  /** What is read, made into something else. */
  <R> Kind<R> map(Function<T, R> other) {
    return new Kind<>(shape, reader.andThen(other));
  }

  static Kind<Integer> whole(int least) {
    return new Kind<>(new Shape.Whole(least), Setting::number);
  }

  /** Text that keeps a rule, of which the pattern is what an editor can see. */
  static Kind<String> text(
      String pattern, String format, Function<String, Optional<String>> broken) {
    return text(new Shape.Text(pattern, format, broken));
  }

  /** Text that is wholly of a pattern. */
  static Kind<String> matching(String pattern, String rule) {
    return text(
        new Shape.Text(
            pattern, "", text -> text.matches(pattern) ? Optional.empty() : Optional.of(rule)));
  }

  private static Kind<String> text(Shape.Text shape) {
    return new Kind<>(
        shape,
        setting -> {
          String text = setting.text();
          shape
              .broken()
              .apply(text)
              .ifPresent(
                  rule -> {
                    throw setting.refused(rule);
                  });
          return text;
        });
  }

  /** Text that {@code reader} understands, or refuses by {@link InvalidFieldException}. */
  static <T> Kind<T> parsed(String pattern, Function<String, T> reader) {
    return new Kind<>(
        new Shape.Text(pattern, "", _ -> Optional.empty()), setting -> setting.as(reader));
  }

  static Kind<String> word(List<String> words, String... later) {
    Shape.Words shape = new Shape.Words(words, List.of(later));
    return new Kind<>(
        shape,
        setting -> {
          String word = setting.word(shape.all());
          if (!words.contains(word)) {
            throw setting.refused(word + " is not in this version; write " + words.getFirst());
          }
          return word;
        });
  }

  /** The constants of an enumeration, in lower case. */
  static <E extends Enum<E>> Kind<E> constant(E[] values) {
    List<String> words =
        Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    return new Kind<>(
        new Shape.Words(words, List.of()), setting -> values[words.indexOf(setting.word(words))]);
  }

  /** Texts by keys of a pattern. */
  static Kind<Map<String, String>> texts(String keys) {
    return new Kind<>(new Shape.Texts(keys), Setting::texts);
  }

  static <T> Kind<List<T>> listOf(Kind<T> item) {
    return new Kind<>(
        new Shape.ListOf(item.shape(), ANY_NUMBER),
        setting -> setting.items().stream().map(item.reader()).toList());
  }

  static Kind<Section> section(Keys keys) {
    return mapping(keys, section -> section);
  }

  static <T> Kind<T> mapping(Keys keys, Function<Section, T> reader) {
    return new Kind<>(
        new Shape.Mapping(keys),
        setting -> {
          try {
            return reader.apply(setting.section(keys));
          } catch (InvalidFieldException e) {
            // A rule of core's about values that go together, or about one that is made of them.
            throw setting.refused(e.field() + " " + e.rule());
          }
        });
  }
}
