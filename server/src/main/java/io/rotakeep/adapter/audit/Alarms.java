package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.audit.AuditWatcher;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a trail and no incident tells of yet. It is told at once, and remembered with
 * each head until there is an incident: a sealed daemon can open none, and any may end before it
 * does. Thread-safe.
 */
final class Alarms {
  private static final System.Logger LOG = System.getLogger(Alarms.class.getName());

  /** The oldest of them are remembered. As many have room beside a head. */
  private static final int MOST = 8;

  /** No incident can be dated so late, neither in the store nor in an answer. */
  private static final Instant NO_TIME = Instant.parse("9999-12-31T23:59:59Z");

  private final String trail;
  private final AuditWatcher watcher;
  private final List<AuditTampering> untold = new CopyOnWriteArrayList<>();

  Alarms(Path trail, AuditWatcher watcher) {
    this.trail = trail.toString();
    this.watcher = watcher;
  }

  /**
   * @param newest segment that should be there; what is no segment's id was made up, and not told
   */
  void raise(Instant now, Sign sign, String newest) {
    String named = SegmentId.parse(newest) == null ? "" : newest;
    tell(new AuditTampering(now, sign, trail, named));
  }

  /** Those that an earlier process remembered, as they were: one incident tells of each. */
  void raiseAgain(String remembered) {
    for (String word : new LinkedHashSet<>(List.of(remembered.split(" ", -1)))) {
      AuditTampering found = read(word);
      if (found != null) {
        tell(found);
      }
    }
  }

  /** As {@link #raiseAgain} takes them; empty if there are none. */
  String remembered() {
    return untold.stream().limit(MOST).map(Alarms::word).collect(Collectors.joining(" "));
  }

  private void tell(AuditTampering found) {
    LOG.log(
        System.Logger.Level.ERROR,
        "{0}: THE AUDIT WAS TAMPERED WITH ({1}); what is left: rotakeep audit verify FILE...",
        trail,
        found.sign());
    untold.add(found);
    watcher.tampered(found, () -> untold.remove(found));
  }

  private static boolean isNamed(String newest) {
    return newest.isEmpty() || SegmentId.parse(newest) != null;
  }

  private static boolean isTime(Instant time) {
    return !time.isBefore(Instant.EPOCH) && time.isBefore(NO_TIME);
  }

  private static String word(AuditTampering found) {
    return found.sign().name() + "/" + found.time() + "/" + found.newest();
  }

  /** Null if it is none: where nobody vouches for a head the words may be anybody's. */
  private @Nullable AuditTampering read(String word) {
    List<String> parts = List.of(word.split("/", -1));
    if (parts.size() != 3 || !isNamed(parts.getLast())) {
      return null;
    }
    try {
      Instant time = Instant.parse(parts.get(1));
      return isTime(time)
          ? new AuditTampering(time, Sign.valueOf(parts.getFirst()), trail, parts.getLast())
          : null;
    } catch (DateTimeException | IllegalArgumentException _) {
      return null;
    }
  }
}
