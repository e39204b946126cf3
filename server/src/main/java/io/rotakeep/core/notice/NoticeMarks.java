package io.rotakeep.core.notice;

import io.rotakeep.core.incident.IncidentId;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what each receiver has been told. Thread-safe. A crash may take the last marks back: then
 * the same notices are sent again.
 */
public interface NoticeMarks {
  Optional<Told> find(String receiver, IncidentId incident);

  /** Takes the place of what was there. */
  void write(String receiver, IncidentId incident, Told told);

  /** Of which incidents the receiver knows, but not that they are resolved; in no order. */
  List<IncidentId> unended(String receiver);
}
