package io.rotakeep.daemon;

import io.rotakeep.adapter.audit.AuditSearch;
import io.rotakeep.adapter.yaml.AuditSettings;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose refresh token was sent since a moment, as the audit's file tells it: the one in a backup of
 * that moment is spent. What it reads it does not verify, and what was put away elsewhere it does
 * not find, nor what lies behind a line that a clock which was set back since made much older.
 */
final class RefreshedSince {
  private static final int AT_ONCE = 10_000;

  /** An intent is durable before a byte leaves, so it counts without an end as well. */
  private static final Set<String> SPENDING =
      Set.of(
          AuditAction.ROTATION_INTENDED.name(),
          AuditAction.ROTATION_SETTLED.name(),
          AuditAction.ROTATION_RECOVERED.name());

  private RefreshedSince() {}

  /**
   * The connections' ids, all of them in memory.
   *
   * @return empty if no file of an audit is there
   * @throws AuditUnavailableException if it cannot be read
   */
  static Optional<Set<String>> of(DaemonSettings settings, Instant since) {
    return settings.audit().stream()
        .filter(AuditSettings.File.class::isInstance)
        .map(device -> ((AuditSettings.File) device).path())
        .filter(Files::isRegularFile)
        .findFirst()
        .map(file -> in(file, since));
  }

  private static Set<String> in(Path file, Instant since) {
    AuditSearch audit = new AuditSearch(file);
    Set<String> found = new HashSet<>();
    @Nullable AuditPlace before = null;
    do {
      AuditPage page =
          audit.search(new AuditQuery(since, null, RefreshedSince::spends, AT_ONCE, before));
      page.entries().forEach(entry -> found.add(entry.field("connection")));
      before = page.next();
    } while (before != null);
    return found;
  }

  private static boolean spends(AuditEntry entry) {
    return SPENDING.contains(entry.field("action"));
  }
}
