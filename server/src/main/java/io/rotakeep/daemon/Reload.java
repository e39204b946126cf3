package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Reads the daemon's file anew for policies, quotas and approvals. All of it counts or nothing
 * does: of a file that is refused nothing is taken. One at a time.
 */
final class Reload {
  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  private final DaemonSettings started;
  private final Path file;
  private final LiveAccess access;
  private final AuditDevice audit;

  /**
   * @param started what the daemon runs with
   */
  Reload(DaemonSettings started, Path file, LiveAccess access, AuditDevice audit) {
    this.started = started;
    this.file = file;
    this.access = access;
    this.audit = audit;
  }

  synchronized void run() {
    try {
      DaemonSettings read = DaemonFile.read(file);
      // First the record: rights that nobody can be shown to have been given are not given.
      tell(AuditOutcome.SUCCEEDED);
      access.take(read.access());
      LOG.log(
          System.Logger.Level.INFO,
          "policies, quotas and approvals were read anew: {0} policies, {1} quotas",
          read.access().policies().size(),
          read.access().quotas().size());
      if (!read.equals(started.with(read.access()))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: settings beside policies, quotas and approvals have changed; they count from the"
                + " next start on",
            file);
      }
    } catch (RefusedFileException e) {
      keep(String.valueOf(e.getMessage()));
    } catch (AuditUnavailableException e) {
      access.keep("a required audit device does not take the record of a reload");
    }
  }

  private void keep(String why) {
    LOG.log(
        System.Logger.Level.ERROR,
        "the file was refused, and the policies read before stay in force: {0}",
        why);
    access.keep(why);
    try {
      tell(AuditOutcome.FAILED);
    } catch (AuditUnavailableException e) {
      LOG.log(System.Logger.Level.ERROR, "a refused reload is in no audit: {0}", e.getMessage());
    }
  }

  private void tell(AuditOutcome outcome) {
    audit.recordDurably(
        new AuditRecord(
            Instant.now(), AuditAction.POLICIES_RELOADED, outcome, "", "", 0, "", "", ""));
  }
}
