package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trail going from file to file: notices what became of one, goes on in another, writes
 * heads and remembers them. For one thread alone, save that {@link #stripes} are everybody's.
 */
final class Trail {
  private static final System.Logger LOG = System.getLogger(Trail.class.getName());

  private final FileAuditSettings settings;
  private final FileAuditDevice.Tools tools;
  private final SiblingFiles siblings;
  private final HeadFile heads;
  private final Alarms alarms;
  private final TrailKeys keys;
  private final Beginning beginning;
  private final Stripes stripes;
  private Segment segment;
  private boolean unsealed;

  /** The newest control line that the watcher knows of. */
  private String told = "";

  /** What the next segment is to say while no file can be made for it; null if there is one. */
  private Beginning.@Nullable Next pending;

  /** Goes on where the last run ended; its first line is durable on return. */
  Trail(FileAuditSettings settings, FileAuditDevice.Tools tools) throws IOException {
    this.settings = settings;
    this.tools = tools;
    this.siblings = new SiblingFiles(settings.path());
    this.heads = new HeadFile(settings.heads(), settings.path(), tools.keys());
    this.alarms = new Alarms(settings.path(), tools.watcher());
    this.keys = new TrailKeys(new Run(tools.keys(), tools.random()));
    Opening found = Opening.of(settings.path(), tools.keys().storeId(), heads);
    if (!found.inPlace()) {
      siblings.setAsideWhatIsThere(now());
    }
    this.beginning = new Beginning(settings.path(), tools.keys().storeId(), keys);
    this.segment = beginning.begin(new Beginning.Next(found.before(), found.sign()), now());
    this.stripes = new Stripes(segment);
    alarms.raiseAgain(heads.alarms());
    if (found.sign() != null) {
      alarms.raise(now(), found.sign(), found.before() == null ? "" : found.before().segment());
    }
    stripes.pausing(this::useKeys);
    keepHead();
  }

  Stripes stripes() {
    return stripes;
  }

  boolean isStuck() {
    return pending != null;
  }

  /**
   * Follows the file wherever it went, and puts it away when it is full.
   *
   * @throws IOException if there is no file to go on in; then nothing may be recorded
   */
  void look() throws IOException {
    if (pending != null) {
      pausing(this::arrive);
      return;
    }
    switch (Whereabouts.of(segment.file())) {
      case Whereabouts.Named() -> {
        if (!segment.holdsItsHead()) {
          change(segment.isShort() ? Sign.CUT : Sign.CHANGED);
        } else if (segment.file().size() >= settings.rotateBytes()) {
          rotate();
        }
      }
      case Whereabouts.Moved() -> {
        LOG.log(
            System.Logger.Level.INFO,
            "{0}: the audit was renamed; it goes on in a new file",
            settings.path());
        change(null);
      }
      case Whereabouts.Deleted() ->
          change(OwnerFiles.exists(settings.path()) ? Sign.REPLACED : Sign.DELETED);
    }
  }

  /** Writes a line that stands for all before it, or finds that they are not all of ours. */
  void head() throws IOException {
    segment.catchUp();
    pausing(
        all -> {
          if (!segment.isAsLongAsWritten(all.stream().mapToLong(Stripe::bytes).sum())) {
            change(Sign.CHANGED, all);
          } else {
            useKeys(all);
            segment.head(now(), Segment.HEAD);
          }
        });
  }

  void force() throws UnsyncedException {
    segment.force();
  }

  /** Of the newest control line, which is durable; what is done already is not done again. */
  void keepHead() {
    heads.remember(alarms.remembered());
    heads.keep(segment.remembered(), segment::vouch, now());
    if (!told.equals(segment.newest())) {
      told = segment.newest();
      tools.watcher().head(told);
    }
  }

  /** With the first keys of a run that began sealed it is known who remembered the head. */
  private void useKeys(List<Stripe> all) {
    boolean first = keys.give(segment, all) && !unsealed;
    unsealed |= first;
    Sign sign = first ? heads.sign() : null;
    if (sign != null) {
      alarms.raise(now(), sign, segment.id());
    }
  }

  /** With a last line, if the last {@link #look} found all in order; else as a kill leaves it. */
  void end(boolean inOrder) throws IOException {
    stripes.pausing(
        all -> {
          all.forEach(Stripe::close);
          all.forEach(Stripe::leave);
          keys.close();
          try {
            if (inOrder) {
              var _ = Leaving.inOrder(segment, now());
              keepHead();
            } else {
              segment.force();
            }
          } finally {
            Leaving.forGood(segment);
          }
        });
  }

  /** What takes long is done while others write. Another file at the path is left to the look. */
  private void rotate() throws IOException {
    Instant behind;
    try {
      behind = siblings.behindAll(now());
      segment.catchUp();
    } catch (IOException e) {
      growOn(e);
      return;
    }
    Segment before = segment;
    before.force();
    pausing(
        all -> {
          if (segment.file().isStillNamed() && isPutAway(behind)) {
            change(null, all);
          }
        });
    if (unsealed && segment != before) {
      // Before an unsealing the newest head with a MAC may be in any of them.
      siblings.prune(settings.keep());
    }
  }

  private boolean isPutAway(Instant behind) {
    try {
      siblings.putAway(behind);
      return true;
    } catch (IOException e) {
      growOn(e);
      return false;
    }
  }

  private void growOn(IOException cause) {
    LOG.log(System.Logger.Level.WARNING, settings.path() + ": cannot be put away", cause);
  }

  private void change(@Nullable Sign sign) throws IOException {
    pausing(all -> change(sign, all));
  }

  /** What is left to do after a change of files is done when writers are at work again. */
  private void pausing(Stripes.Work work) throws IOException {
    Segment before = segment;
    try {
      stripes.pausing(work);
    } finally {
      if (segment != before || pending != null) {
        // Without a new file too, for there may be none before this process ends.
        keepHead();
      }
      if (segment != before) {
        Leaving.forGood(before);
      }
    }
  }

  /** Leaves the file and goes on in a new one at the path. */
  private void change(@Nullable Sign sign, List<Stripe> all) throws IOException {
    Segment old = segment;
    all.forEach(Stripe::leave);
    if (sign == null) {
      pending = new Beginning.Next(Leaving.inOrder(old, now()), null);
      tools.watcher().head(old.newest());
    } else {
      old.lose();
      alarms.raise(now(), sign, old.id());
      pending = new Beginning.Next(old.beforeLost(), sign);
    }
    arrive(all);
  }

  private void arrive(List<Stripe> all) throws IOException {
    Beginning.Next next = Objects.requireNonNull(pending);
    if (segment.file().isStillNamed() && next.because() == null) {
      // It was away for a while, and ended when it went.
      siblings.putAway(siblings.behindAll(now()));
    } else {
      boolean ours = beginning.isHalfDone();
      if (siblings.setAsideWhatIsThere(now()) && !ours && next.because() == null) {
        alarms.raise(now(), Sign.REPLACED, segment.id());
        next = new Beginning.Next(next.before(), Sign.REPLACED);
        pending = next;
      }
    }
    segment = beginning.begin(next, now());
    all.forEach(stripe -> stripe.enter(segment));
    pending = null;
    useKeys(all);
  }

  private Instant now() {
    return tools.clock().instant();
  }
}
