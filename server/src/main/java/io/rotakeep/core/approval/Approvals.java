package io.rotakeep.core.approval;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * Lets an act on all through once somebody else has approved it. An approval is good for one act,
 * of the one who asked, just as it was asked, and ends {@link #LIFE} after it was asked for. In
 * memory and bounded: a restart forgets, and what was approved has to be asked for again. Every
 * step is in the audit before it counts. Thread-safe.
 */
public final class Approvals {
  public static final Duration LIFE = Duration.ofMinutes(15);

  /** Of one caller; what it asked for first is forgotten then. */
  static final int MOST_OF_ONE = 20;

  private static final int MOST = 2_000;

  private final IntSupplier people;
  private final AuditDevice audit;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<String, Approval> waiting = new LinkedHashMap<>();

  /**
   * @param people how many an act needs, its asker included; asked each time, so that a reload
   *     counts at once
   */
  public Approvals(
      IntSupplier people, AuditDevice audit, RandomGenerator random, InstantSource clock) {
    this.people = people;
    this.audit = audit;
    this.random = random;
    this.clock = clock;
  }

  /** What came of wanting to act. */
  public sealed interface Decision {
    /** It may be done now, once. */
    record Granted() implements Decision {}

    /** Somebody else has to approve first. */
    record Needed(Approval approval) implements Decision {}
  }

  /** What came of a second person's word. */
  public sealed interface Approved {
    record Done(Approval approval) implements Approved {}

    /** There is none, or not any more. */
    record NotFound() implements Approved {}

    /** Who asks cannot approve. */
    record OwnAct() implements Approved {}
  }

  /** Uses up the approval of this act, or asks for one. */
  public synchronized Decision ask(Caller asker, Act act) {
    if (people.getAsInt() < 2) {
      return new Decision.Granted();
    }
    forgetEnded();
    Optional<Approval> known =
        waiting.values().stream().filter(one -> isOf(one, asker, act)).findFirst();
    if (known.isEmpty()) {
      return new Decision.Needed(entered(asker, act));
    }
    Approval found = known.get();
    if (found.approver() == null) {
      return new Decision.Needed(found);
    }
    tell(AuditAction.APPROVAL_USED, asker, found);
    waiting.remove(found.id());
    return new Decision.Granted();
  }

  /** Those that wait or may be used, oldest first. */
  public synchronized List<Approval> all() {
    forgetEnded();
    return List.copyOf(waiting.values());
  }

  public synchronized Optional<Approval> find(String id) {
    forgetEnded();
    return Optional.ofNullable(waiting.get(id));
  }

  /** The caller's right to do the act is for others to check. Approving twice changes nothing. */
  public synchronized Approved approve(String id, Caller approver) {
    forgetEnded();
    Approval found = waiting.get(id);
    if (found == null) {
      return new Approved.NotFound();
    }
    if (isSame(found.asker(), approver)) {
      return new Approved.OwnAct();
    }
    if (found.approver() != null) {
      return new Approved.Done(found);
    }
    Approval approved = found.by(approver);
    tell(AuditAction.APPROVAL_GIVEN, approver, approved);
    waiting.put(id, approved);
    return new Approved.Done(approved);
  }

  private Approval entered(Caller asker, Act act) {
    List<Approval> mine =
        new ArrayList<>(waiting.values().stream().filter(a -> isSame(a.asker(), asker)).toList());
    if (mine.size() >= MOST_OF_ONE) {
      waiting.remove(mine.getFirst().id());
    } else if (waiting.size() >= MOST) {
      waiting.remove(waiting.keySet().iterator().next());
    }
    Instant now = clock.instant();
    String id = HexFormat.of().toHexDigits(random.nextLong());
    Approval approval = new Approval(id, act, asker, now, now.plus(LIFE), null);
    tell(AuditAction.APPROVAL_REQUESTED, asker, approval);
    waiting.put(id, approval);
    return approval;
  }

  private void forgetEnded() {
    Instant now = clock.instant();
    Iterator<Approval> all = waiting.values().iterator();
    while (all.hasNext()) {
      Approval one = all.next();
      // A clock set back must not prolong it either.
      if (!now.isBefore(one.expires()) || now.isBefore(one.asked().minus(LIFE))) {
        all.remove();
      }
    }
  }

  private static boolean isOf(Approval approval, Caller asker, Act act) {
    return isSame(approval.asker(), asker)
        && approval.act().method().equals(act.method())
        && approval.act().connections() == act.connections()
        && approval.act().digest().equals(act.digest());
  }

  /** By name: one user of a socket is one person, whatever group the process had. */
  private static boolean isSame(Caller one, Caller other) {
    return one.name().equals(other.name());
  }

  /** Found in the audit by the approval's id. */
  private void tell(AuditAction action, Caller actor, Approval approval) {
    String method = approval.act().method();
    String word =
        method
            .substring(method.lastIndexOf('/') + 1)
            .replaceAll("([a-z])([A-Z])", "$1_$2")
            .toUpperCase(Locale.ROOT);
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            action,
            AuditOutcome.SUCCEEDED,
            actor.name(),
            "",
            0,
            "",
            approval.id(),
            new AuditReason(word, approval.act().comment())));
  }
}
