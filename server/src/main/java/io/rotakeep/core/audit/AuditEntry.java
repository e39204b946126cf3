package io.rotakeep.core.audit;

import java.time.Instant;
import java.util.Map;

/**
 * A record as it is found again.
 *
 * @param place where it lies, to go on from
 * @param chain the name of its chain in its segment
 * @param sequence its place in the chain
 * @param fields the others by their names in the line; those that were empty are not there
 */
public record AuditEntry(
    AuditPlace place, String chain, long sequence, Instant time, Map<String, String> fields) {
  public AuditEntry {
    fields = Map.copyOf(fields);
  }

  /** Empty if it was empty. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** 0 if it was empty, or is no number. */
  public long number(String name) {
    try {
      return Long.parseLong(fields.getOrDefault(name, "0"));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
