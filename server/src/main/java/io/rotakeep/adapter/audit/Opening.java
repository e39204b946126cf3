package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditTampering.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run finds of the trail that the last one left, compared with the head that was remembered
 * of it.
 *
 * @param before what the first segment of this run follows; null if there was none
 * @param inPlace whether the file at the path is the trail's, and goes on
 * @param sign how a tampering shows; null if it does not
 */
record Opening(@Nullable Before before, boolean inPlace, @Nullable Sign sign) {

  /** Changes nothing on the disk. */
  static Opening of(Path path, UUID store, HeadFile heads) throws IOException {
    Opening found = compared(path, store, heads);
    if (found.sign() != null) {
      heads.disbelieve();
    }
    return found;
  }

  private static Opening compared(Path path, UUID store, HeadFile heads) throws IOException {
    boolean there = OwnerFiles.exists(path) && Files.size(path) > 0;
    Head head = heads.read();
    if (head == null) {
      return unremembered(path, store, there);
    }
    Optional<Found> found = new TrailFiles(path).behind(head);
    if (found.isEmpty()) {
      return lost(path, head, there);
    }
    Tail tail = found.get().tail();
    Opening opening =
        found.get().file().equals(path) ? goingOn(tail) : rotated(path, store, tail, there);
    return opening.sign() == null && isForged(found.get(), path, store, heads)
        ? new Opening(opening.before(), opening.inPlace(), Sign.HEAD_FORGED)
        : opening;
  }

  /** A head, the file that holds it, and what lies behind it there. */
  record Found(Path file, Head head, Tail tail) {}

  /** Whether what {@code heads} has read last can be from no daemon of this store. */
  static boolean isForged(Found newest, Path path, UUID store, HeadFile heads) throws IOException {
    if (heads.authenticity(newest.tail().first()) == HeadFile.Authenticity.FORGED) {
      return true;
    }
    SignedHead rule = new SignedHead(path, store);
    if (rule.allows(newest, heads.signed())) {
      return heads.isForged();
    }
    Sign raised = rule.alarmBefore(newest);
    heads.raiseAgain(raised);
    return raised == null;
  }

  /** The first start of all, or nothing is left of what was remembered. */
  private static Opening unremembered(Path path, UUID store, boolean there) throws IOException {
    Optional<Tail> tail = there ? Tail.of(path) : Optional.empty();
    return tail.filter(ours -> ours.store().equals(store.toString()))
        .map(ours -> new Opening(ours.before(), true, isBeginning(ours) ? null : Sign.HEAD_LOST))
        .orElseGet(() -> new Opening(null, false, null));
  }

  /**
   * A kill can come between the first line of all and its head. Whoever cuts a trail back to that
   * might as well take it away.
   */
  private static boolean isBeginning(Tail ours) {
    return ours.bare() && ours.follows().isEmpty();
  }

  private static Opening goingOn(Tail tail) {
    return tail.outgrown()
        ? new Opening(tail.before(), false, Sign.CHANGED)
        : new Opening(tail.before(), true, null);
  }

  private static Opening lost(Path path, Head head, boolean there) throws IOException {
    Before before = new Before(head.segment(), head.hash(), null);
    return new Opening(before, false, there ? signOf(path, head) : Sign.DELETED);
  }

  /** Renamed while nobody wrote, or by a run that ended before it could remember so. */
  private static Opening rotated(Path path, UUID store, Tail away, boolean there)
      throws IOException {
    Sign sign = away.outgrown() ? Sign.CHANGED : null;
    if (!there || Beginning.isHalf(path, store, away.before())) {
      return new Opening(away.before(), false, sign);
    }
    return Tail.of(path)
        .filter(next -> next.store().equals(store.toString()))
        .filter(next -> next.follows().equals(away.before().segment()))
        .map(next -> new Opening(next.before(), true, sign))
        .orElseGet(() -> new Opening(away.before(), false, Sign.REPLACED));
  }

  private static Sign signOf(Path path, Head head) throws IOException {
    if (Tail.of(path).isEmpty()) {
      return Sign.REPLACED;
    }
    return Files.size(path) < head.end() ? Sign.CUT : Sign.CHANGED;
  }
}
