package io.rotakeep.adapter.yaml;

import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.notice.Receiver.Wanted;
import java.util.List;
import java.util.Set;

/** The keys by which a receiver of notices says what it wants to hear of. */
final class WantedKeys {
  static final Key.Omissible<Severity> MIN_SEVERITY =
      Key.omissible(
          "min_severity",
          Kind.constant(Severity.values()),
          "high",
          "Nothing is told of incidents below it. Default: of all.");

  static final Key.Omissible<List<IncidentKind>> KINDS =
      Key.omissible(
          "kinds",
          Kind.listOf(Kind.constant(IncidentKind.values())),
          "[rejected_unexplained, stale_store]",
          "Only these kinds of incidents (docs/incidents.md). Default: all.");

  private WantedKeys() {}

  static Wanted read(Section section) {
    return new Wanted(
        section.find(MIN_SEVERITY).orElse(Severity.LOW),
        Set.copyOf(section.find(KINDS).orElse(List.of())));
  }
}
