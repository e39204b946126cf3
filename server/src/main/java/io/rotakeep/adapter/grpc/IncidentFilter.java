package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Conditions on incidents, joined by {@code AND}; see {@link Conditions}. */
final class IncidentFilter {
  private static final String TIME = "open_time";

  private Progress.@Nullable State state;
  private @Nullable IncidentKind kind;
  private @Nullable Severity severity;
  private @Nullable ProviderName provider;
  private @Nullable ConnectionId connection;
  private @Nullable Instant from;
  private @Nullable Instant before;

  private IncidentFilter() {}

  /**
   * @throws io.rotakeep.core.InvalidFieldException with the rule that is broken
   */
  static IncidentFilter parse(String text) {
    IncidentFilter filter = new IncidentFilter();
    Conditions.of(text).forEach(filter::add);
    return filter;
  }

  IncidentQuery query(int limit) {
    return new IncidentQuery(
        state, kind, severity, provider, connection, from, before, null, limit);
  }

  boolean matches(Incident incident) {
    return query(1).matches(incident);
  }

  private void add(Conditions.Condition condition) {
    String value = condition.value();
    if (condition.field().equals(TIME)) {
      addTime(condition.operator(), ConnectionFilter.time(TIME, value));
      return;
    }
    if (!condition.operator().equals("=")) {
      throw Conditions.invalid("can compare with = only, but for open_time, in this version");
    }
    switch (condition.field()) {
      case "state" -> state = word("state", Progress.State.class, value);
      case "kind" -> kind = word("kind", IncidentKind.class, value);
      case "severity" -> severity = word("severity", Severity.class, value);
      case "provider" -> provider = ProviderName.of(Conditions.FIELD, value);
      case "connection" -> connection = ConnectionId.of(Conditions.FIELD, value);
      default ->
          throw Conditions.invalid(
              "may name state, kind, severity, provider, connection and open_time");
    }
  }

  private void addTime(String operator, Instant time) {
    switch (operator) {
      case ">=" -> from = time;
      case ">" -> from = time.plusMillis(1);
      case "<" -> before = time;
      case "<=" -> before = time.plusMillis(1);
      default -> throw Conditions.invalid("can compare open_time with < <= > >= only");
    }
  }

  private static <E extends Enum<E>> E word(String field, Class<E> type, String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(known -> known.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                Conditions.invalid(
                    field + " must be one of " + Arrays.toString(type.getEnumConstants())));
  }
}
