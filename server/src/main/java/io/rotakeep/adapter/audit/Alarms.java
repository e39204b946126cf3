package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditWatcher;
import java.nio.file.Path;
import java.time.Instant;

/** Tells of what was found of a trail. */
record Alarms(Path trail, AuditWatcher watcher) {
  private static final System.Logger LOG = System.getLogger(Alarms.class.getName());

  /**
   * @param newest segment that should be there
   */
  void raise(Instant now, Sign sign, String newest) {
    LOG.log(
        System.Logger.Level.ERROR,
        "{0}: THE AUDIT WAS TAMPERED WITH ({1}); what is left: rotakeep audit verify FILE...",
        trail,
        sign);
    watcher.tampered(new AuditTampering(now, sign, trail.toString(), newest));
  }
}
