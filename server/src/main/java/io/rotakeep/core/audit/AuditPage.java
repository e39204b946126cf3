package io.rotakeep.core.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what was looked for, which may be empty although there is more.
 *
 * @param next where to go on; null if all has been looked at
 */
public record AuditPage(List<AuditEntry> entries, @Nullable AuditPlace next) {
  public AuditPage {
    entries = List.copyOf(entries);
  }
}
