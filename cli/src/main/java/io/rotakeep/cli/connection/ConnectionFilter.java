package io.rotakeep.cli.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Conditions in the language of {@code ListConnectionsRequest.filter}. */
final class ConnectionFilter {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._:/-]+");

  private final List<String> conditions;

  ConnectionFilter() {
    this(List.of());
  }

  private ConnectionFilter(List<String> conditions) {
    this.conditions = conditions;
  }

  ConnectionFilter provider(String name) {
    return name.isEmpty() ? this : and("provider = " + quoted(name));
  }

  ConnectionFilter state(String name) {
    return name.isEmpty() ? this : and("state = " + quoted(name.toUpperCase(Locale.ROOT)));
  }

  ConnectionFilter labels(Map<String, String> labels) {
    var more = this;
    for (var label : labels.entrySet()) {
      more = more.and("label." + label.getKey() + " = " + quoted(label.getValue()));
    }
    return more;
  }

  /** Conditions as somebody wrote them. */
  ConnectionFilter written(String condition) {
    return condition.isEmpty() ? this : and(condition);
  }

  String text() {
    return String.join(" AND ", conditions);
  }

  private ConnectionFilter and(String condition) {
    var more = new ArrayList<>(conditions);
    more.add(condition);
    return new ConnectionFilter(List.copyOf(more));
  }

  private static String quoted(String value) {
    return BARE.matcher(value).matches()
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
