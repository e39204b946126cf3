package io.rotakeep.core.caller;

import java.util.List;
import java.util.Map;

/** The connections a policy is about: one of the patterns and all of the labels must fit. */
final class Labelled {
  private final List<PathPattern> patterns;

  /** In pairs of key and value: going through a map would cost a hit an iterator. */
  private final String[] labels;

  Labelled(List<PathPattern> patterns, Map<String, String> labels) {
    this.patterns = List.copyOf(patterns);
    this.labels =
        labels.entrySet().stream()
            .flatMap(label -> List.of(label.getKey(), label.getValue()).stream())
            .toArray(String[]::new);
  }

  List<PathPattern> patterns() {
    return patterns;
  }

  boolean needsLabels() {
    return labels.length > 0;
  }

  boolean isEverything() {
    return !needsLabels() && patterns.contains(new PathPattern.Everything());
  }

  boolean matches(String connectionId, Map<String, String> given) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(given.get(labels[i]))) {
        return false;
      }
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(connectionId)) {
        return true;
      }
    }
    return false;
  }
}
