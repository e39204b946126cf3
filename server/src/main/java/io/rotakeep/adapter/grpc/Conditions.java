package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a filter: conditions {@code FIELD OP VALUE}, joined by {@code AND}. */
final class Conditions {
  static final String FIELD = "filter";
  private static final int LONGEST = 1000;
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*([a-z][a-zA-Z0-9._-]*)\\s*(<=|>=|!=|=|<|>)\\s*"
              + "(?:\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"|([A-Za-z0-9._:/-]+))\\s*");
  private static final Pattern AND = Pattern.compile("AND(?=\\s|$)");

  private Conditions() {}

  /** One of them. */
  record Condition(String field, String operator, String value) {}

  /**
   * In their order; none for a blank text.
   *
   * @throws InvalidFieldException with the rule that is broken
   */
  static List<Condition> of(String text) {
    if (text.length() > LONGEST) {
      throw invalid("must be " + LONGEST + " bytes at the most");
    }
    List<Condition> found = new ArrayList<>();
    if (text.isBlank()) {
      return found;
    }
    Matcher condition = CONDITION.matcher(text);
    Matcher and = AND.matcher(text);
    int at = 0;
    while (true) {
      if (!condition.region(at, text.length()).lookingAt()) {
        throw invalid("must be conditions FIELD OP VALUE joined by AND, such as state = ACTIVE");
      }
      found.add(new Condition(condition.group(1), condition.group(2), value(condition)));
      at = condition.end();
      if (at == text.length()) {
        return found;
      }
      if (!and.region(at, text.length()).useTransparentBounds(true).lookingAt()) {
        throw invalid("must have AND between two conditions");
      }
      at = and.end();
    }
  }

  static InvalidFieldException invalid(String rule) {
    return new InvalidFieldException(FIELD, rule);
  }

  private static String value(Matcher condition) {
    String quoted = condition.group(3);
    return quoted == null ? condition.group(4) : quoted.replaceAll("\\\\([\"\\\\])", "$1");
  }
}
