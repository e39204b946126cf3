package io.rotakeep.core.incident;

import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.connection.Generation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What people are told when an audit trail is not as it was left. */
public final class AuditAlarm {
  private AuditAlarm() {}

  /** One incident for one part of one trail, however often it is found. */
  public static Suspicion of(AuditTampering found) {
    String name = "audit " + found.place() + ' ' + found.newest() + ' ' + found.sign();
    return new Suspicion(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        IncidentKind.AUDIT_TAMPERED,
        Severity.HIGH,
        new Concerned(List.of(), 0, null),
        List.of(
            new Evidence(
                found.time(),
                Evidence.Kind.AUDIT_NOT_AS_WRITTEN,
                detail(found),
                null,
                Generation.NONE,
                "")),
        "the audit trail was tampered with: who got which token before may not be there any more");
  }

  private static String detail(AuditTampering found) {
    String how =
        switch (found.sign()) {
          case DELETED -> "is gone";
          case REPLACED -> "was replaced by another file";
          case CUT -> "ends before what was written last";
          case CHANGED -> "holds something else than what was written";
          case HEAD_LOST -> "is there, but what was remembered of it in data_dir is gone";
          case HEAD_FORGED -> "is there, but what is remembered of it in data_dir was forged";
        };
    return "the audit "
        + found.place()
        + " "
        + how
        + (found.newest().isEmpty() ? "" : "; its newest part was segment " + found.newest());
  }
}
