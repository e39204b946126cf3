package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on connections, joined by {@code AND}. Those that the store cannot answer yet are
 * refused rather than left out.
 */
final class ConnectionFilter {
  private static final Pattern YEAR = Pattern.compile("[0-9]{4}-(?<!0000-)");
  private static final String LABEL = "label.";

  private final Map<String, String> labels = new HashMap<>();
  private @Nullable ProviderName provider;
  private @Nullable String state;
  private @Nullable Reason reason;
  private @Nullable Instant idleBefore;

  private ConnectionFilter() {}

  /**
   * @throws InvalidFieldException with the rule that is broken
   */
  static ConnectionFilter parse(String text) {
    ConnectionFilter filter = new ConnectionFilter();
    for (Conditions.Condition condition : Conditions.of(text)) {
      filter.add(condition.field(), condition.operator(), condition.value());
    }
    return filter;
  }

  /** The same for a watch, whose conditions must not change while it lasts. */
  static ConnectionFilter parseLasting(String text) {
    ConnectionFilter filter = parse(text);
    if (filter.state != null || filter.reason != null || filter.idleBefore != null) {
      throw invalid("may name provider and label.KEY only, for a watch");
    }
    return filter;
  }

  ConnectionQuery query(int limit) {
    return new ConnectionQuery(provider, state, reason, labels, idleBefore, null, limit);
  }

  @Nullable ProviderName provider() {
    return provider;
  }

  Map<String, String> labels() {
    return labels;
  }

  private void add(String field, String operator, String value) {
    if (field.equals("idle_expire_time")) {
      addIdle(operator, value);
      return;
    }
    if (!operator.equals("=")) {
      throw invalid("can compare " + known(field) + " with = only, in this version");
    }
    switch (field) {
      case "provider" -> provider = once(field, provider, providerOf(value));
      case "state" -> state = once(field, state, stateWord(value));
      case "reason" -> reason = once(field, reason, reasonOf(value));
      default -> addLabel(known(field).substring(LABEL.length()), value);
    }
  }

  private void addIdle(String operator, String value) {
    Instant time = time("idle_expire_time", value);
    Instant before =
        switch (operator) {
          case "<" -> time;
          case "<=" -> time.plusNanos(1);
          default -> throw invalid("can compare idle_expire_time with < and <= only, so far");
        };
    idleBefore = once("idle_expire_time", idleBefore, before);
  }

  private void addLabel(String key, String value) {
    labels.put(key, once(LABEL + key, labels.get(key), value));
  }

  private static String known(String field) {
    boolean label = field.startsWith(LABEL) && field.length() > LABEL.length();
    if (!label && !field.equals("provider") && !field.equals("state") && !field.equals("reason")) {
      throw invalid("may name state, reason, provider, label.KEY and idle_expire_time");
    }
    return field;
  }

  private static <T> T once(String field, @Nullable T present, T value) {
    if (present != null && !present.equals(value)) {
      throw invalid(
          "must not name " + field + " twice with different values, which nothing can match");
    }
    return value;
  }

  private static String stateWord(String value) {
    if (!ConnectionWords.states().contains(value)) {
      throw invalid("state must be one of " + String.join(", ", ConnectionWords.states()));
    }
    return value;
  }

  private static ProviderName providerOf(String value) {
    try {
      return new ProviderName(value);
    } catch (InvalidFieldException e) {
      throw invalid("must name a provider, which " + e.rule());
    }
  }

  private static Reason reasonOf(String value) {
    return Arrays.stream(Reason.values())
        .filter(known -> known.name().equals(value))
        .findFirst()
        .orElseThrow(() -> invalid("reason must be one of " + Arrays.toString(Reason.values())));
  }

  /** Of years with four digits, as RFC 3339 has them: beyond, no store could compare it. */
  static Instant time(String field, String value) {
    try {
      if (YEAR.matcher(value).lookingAt()) {
        return Instant.parse(value);
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw invalid("needs a time such as 2026-05-11T00:00:00Z for " + field);
  }

  private static InvalidFieldException invalid(String rule) {
    return Conditions.invalid(rule);
  }
}
