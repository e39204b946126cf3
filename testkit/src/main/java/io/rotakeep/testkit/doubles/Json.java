package io.rotakeep.testkit.doubles;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds a JSON object member by member, wrong members included: a value given as literal text is
 * written as it stands.
 */
final class Json {
  private final Map<String, String> members = new LinkedHashMap<>();

  Json put(String name, String value) {
    return literal(name, quote(value));
  }

  Json put(String name, long value) {
    return literal(name, Long.toString(value));
  }

  Json put(String name, boolean value) {
    return literal(name, Boolean.toString(value));
  }

  Json literal(String name, String text) {
    members.put(name, text);
    return this;
  }

  Json strings(String name, String... values) {
    return literal(
        name,
        java.util.Arrays.stream(values)
            .map(Json::quote)
            .collect(Collectors.joining(",", "[", "]")));
  }

  String text() {
    return members.entrySet().stream()
        .map(member -> quote(member.getKey()) + ':' + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quote(String value) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }
}
