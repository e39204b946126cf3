package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest head against the newest one with a MAC. Heads are without one from a process's
 * beginning to its unsealing: then the newest comes behind the signed one, and where there is no
 * signed one, none was remembered of any line of the trail before it. Otherwise somebody who has no
 * key cut the trail back to a line that needs none, or an alarm was raised before it.
 */
final class SignedHead {
  private final TrailFiles files;
  private final String store;

  SignedHead(Path path, UUID store) {
    this.files = new TrailFiles(path);
    this.store = store.toString();
  }

  /**
   * Whether the newest head is where it may be.
   *
   * @param signed null if none is remembered
   */
  boolean allows(Opening.Found newest, @Nullable Head signed) throws IOException {
    if (signed == null) {
      return !wasVouchedForBefore(newest);
    }
    for (Opening.Found found : files.allBehind(signed)) {
      Tail tail = found.tail();
      if (signed.isAt(tail.first())
          && files.lead(start(found.file(), signed.at(), tail), newest, (_, _, _) -> true)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where it is not: the alarm that was raised before it, and nothing was signed since, so that it
   * stands where it should after that one. Null if there was none. Whoever cut the trail could have
   * written the line that says so, so the alarm is to be raised again when there are keys.
   */
  @Nullable Sign alarmBefore(Opening.Found newest) throws IOException {
    for (Path file : files.all()) {
      long to = file.equals(newest.file()) ? newest.head().at() + 1 : Long.MAX_VALUE;
      ControlLines.Alarm alarm =
          files
              .look(
                  file,
                  Optional.<ControlLines>empty(),
                  it -> Optional.of(ControlLines.of(it, store, 0, to)))
              .map(ControlLines::alarm)
              .orElse(null);
      if (alarm != null && leads(file, alarm, newest)) {
        return alarm.sign();
      }
    }
    return null;
  }

  private boolean leads(Path file, ControlLines.Alarm alarm, Opening.Found newest)
      throws IOException {
    Optional<Tail> tail = files.look(file, Optional.<Tail>empty(), Tail::of);
    return tail.isPresent()
        && files.lead(
            start(file, alarm.at(), tail.get()),
            newest,
            (it, from, to) -> !wereVouchedFor(it, from, to));
  }

  private boolean wasVouchedForBefore(Opening.Found newest) throws IOException {
    for (Path file : files.beside()) {
      if (!file.equals(newest.file()) && isOurs(file) && wereVouchedFor(file, 0, Long.MAX_VALUE)) {
        return true;
      }
    }
    return wereVouchedFor(newest.file(), 0, newest.head().at());
  }

  private boolean isOurs(Path file) throws IOException {
    return store.equals(files.look(file, Map.of(), TrailFiles::firstLine).get("store"));
  }

  private boolean wereVouchedFor(Path file, long from, long to) throws IOException {
    return files.look(file, false, it -> ControlLines.of(it, store, from, to).wereVouchedFor());
  }

  private static TrailFiles.Start start(Path file, long at, Tail tail) {
    return new TrailFiles.Start(file, at, tail.before());
  }
}
