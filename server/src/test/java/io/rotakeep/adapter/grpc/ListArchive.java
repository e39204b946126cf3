package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditArchive;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An archive that a test writes into, the newest last. */
final class ListArchive implements AuditArchive {
  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private final List<AuditEntry> entries = new ArrayList<>();

  void add(String caller, String action, String connection, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("action", action);
    fields.put("outcome", action.equals("CALLER_REFUSED") ? "REFUSED" : "SUCCEEDED");
    put(fields, "caller", caller);
    put(fields, "connection", connection);
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    int number = entries.size();
    entries.add(
        new AuditEntry(
            new AuditPlace("00ab.1", number), "0", number + 1L, BEGIN.plusSeconds(number), fields));
  }

  @Override
  public AuditPage search(AuditQuery query) {
    List<AuditEntry> found = new ArrayList<>();
    AuditPlace before = query.before();
    int from = before == null ? entries.size() : (int) before.offset();
    for (int i = from - 1; i >= 0; i--) {
      AuditEntry entry = entries.get(i);
      Instant since = query.since();
      Instant until = query.until();
      if ((since == null || !entry.time().isBefore(since))
          && (until == null || entry.time().isBefore(until))
          && query.wanted().test(entry)) {
        found.add(entry);
      }
      if (found.size() == query.limit() && i > 0) {
        return new AuditPage(found, new AuditPlace("00ab.1", i));
      }
    }
    return new AuditPage(found, null);
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }
}
