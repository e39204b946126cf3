package io.rotakeep.testkit.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields of a query or of an {@code application/x-www-form-urlencoded} body, in order. */
public record Form(List<Field> fields) {
  /** One field; the same name may come more than once. */
  public record Field(String name, String value) {}

  public Form {
    fields = List.copyOf(fields);
  }

  /** Fields from alternating names and values. */
  public static Form of(String... namesAndValues) {
    var fields = new ArrayList<Field>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Form(fields);
  }

  /**
   * Reads the encoded form.
   *
   * @throws IllegalArgumentException if a percent escape is broken
   */
  public static Form parse(String encoded) {
    return new Form(
        Arrays.stream(encoded.split("&", -1))
            .filter(pair -> !pair.isEmpty())
            .map(Form::parseField)
            .toList());
  }

  /** The first value of the field, if it is present; present and empty is an empty string. */
  public Optional<String> first(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).map(Field::value).findFirst();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  /** Whether a field comes more than once, which RFC 6749 §3.2 forbids. */
  public boolean hasDuplicates() {
    return fields.stream().map(Field::name).distinct().count() < fields.size();
  }

  /** The form as it stands in a query or body. */
  public String encoded() {
    return fields.stream()
        .map(field -> encode(field.name()) + '=' + encode(field.value()))
        .collect(Collectors.joining("&"));
  }

  private static Field parseField(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? new Field(decode(pair), "")
        : new Field(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
