package io.rotakeep.daemon;

import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.AuditAlarm;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.rotation.JournalUnavailableException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the audit's devices found and no incident tells of yet. Thread-safe. */
final class AuditAlarms {
  private final Queue<Alarm> untold = new ConcurrentLinkedQueue<>();

  private record Alarm(AuditTampering found, Runnable kept) {}

  /**
   * @param kept is run once an incident tells of it
   */
  void add(AuditTampering found, Runnable kept) {
    untold.add(new Alarm(found, kept));
  }

  /**
   * Opens an incident for each. One for which there can be none now keeps no other from its own,
   * and stays for the next time; where there can be none for any, the others are not tried.
   *
   * @throws RuntimeException what the first of those failed by; or why there can be none for any
   */
  void raise(Incidents incidents) {
    RuntimeException failure = null;
    for (Iterator<Alarm> left = untold.iterator(); left.hasNext(); ) {
      Alarm alarm = left.next();
      try {
        var _ = incidents.suspect(AuditAlarm.of(alarm.found()));
        left.remove();
        alarm.kept().run();
      } catch (StoreUnavailableException
          | JournalUnavailableException
          | AuditUnavailableException e) {
        // Each try writes to the audit.
        if (failure != null) {
          e.addSuppressed(failure);
        }
        throw e;
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
