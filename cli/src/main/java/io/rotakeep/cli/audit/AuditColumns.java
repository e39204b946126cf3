package io.rotakeep.cli.audit;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.v1.AuditRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How records of the audit are listed. */
final class AuditColumns {
  static final Columns<AuditRecord> COLUMNS =
      Columns.of("TIME", (AuditRecord found) -> Cell.of(found.getTime()))
          .with("CALLER", found -> Cell.of(found.getCaller()), Trait.SHRINKS)
          .with("ACTION", found -> Cell.of(found.getAction()))
          .with("CONNECTION", found -> Cell.of(found.getConnection()), Trait.SHRINKS)
          .with("RESULT", found -> Cell.of(found.getResult()), Trait.SHRINKS)
          .with("TOKEN", found -> Cell.of(found.getTokenId()), Trait.ONLY_IF_FILLED)
          .with(
              "LABELS",
              found -> Cell.of(labels(found)),
              Trait.ONLY_IF_FILLED,
              Trait.SHRINKS,
              Trait.DISPENSABLE);

  private AuditColumns() {}

  /** In the order of their names. */
  static String labels(AuditRecord found) {
    Map<String, String> sorted = new TreeMap<>(found.getLabelsMap());
    return sorted.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(" "));
  }
}
