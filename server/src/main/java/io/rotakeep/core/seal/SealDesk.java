package io.rotakeep.core.seal;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where operators seal and unseal a daemon that runs. One at a time: whoever comes meanwhile waits
 * for a few seconds and is then told to come again. Thread-safe.
 */
public final class SealDesk {
  private static final System.Logger LOG = System.getLogger(SealDesk.class.getName());

  private final KeyBarrier barrier;
  private final Work work;
  private final SealRecords records;
  private final InstantSource clock;
  private final Turn turn = new Turn();
  private final AttemptPace pace = new AttemptPace();
  private @Nullable Gathering gathering;
  private volatile int received;
  private volatile boolean open;

  /** Of whoever has the turn. */
  private boolean wasOpen;

  private boolean stopped;

  /** What a daemon does with its keys. */
  public interface Work {
    /** Begins, with what an earlier process or an earlier time left. */
    void begin();

    /** Ends: takes no more calls, and returns when what was under way has ended or must. */
    void end();
  }

  public SealDesk(KeyBarrier barrier, Work work, AuditDevice audit, InstantSource clock) {
    this.barrier = barrier;
    this.work = work;
    this.records = new SealRecords(audit, clock);
    this.clock = clock;
  }

  /** Whether callers are served: false before the work has begun, and as soon as it is to end. */
  public boolean isOpen() {
    return open;
  }

  public SealState state() {
    return barrier.state();
  }

  /** How the keys are sealed, for status. */
  public PresentSeal present() {
    return barrier.present();
  }

  /** How many contributions are kept now. */
  public int received() {
    return received;
  }

  /**
   * For a seal that needs nobody, at the start; what hinders it is thrown. Does nothing once it has
   * been open: what an operator closed stays closed, and nothing begins beside what is at work.
   */
  public void unsealUnattended() {
    turn.await(
        () -> {
          if (!wasOpen && !stopped) {
            barrier.unseal(List.of());
            begin();
          }
        });
  }

  /** Drops contributions that are too old, though nobody asks. */
  public void expire() {
    turn.await(
        () -> {
          if (gathering != null) {
            var _ = gathered();
          }
        });
  }

  /**
   * @param contribution null for a seal that needs nobody; the caller's to close
   */
  public UnsealStep unseal(Operator operator, @Nullable SecretBytes contribution) {
    return turn.within(() -> contribute(operator, contribution), UnsealStep.NotYet::new);
  }

  /** Drops what was contributed. */
  public UnsealStep cancel() {
    return turn.within(
        () -> {
          drop();
          return open ? new UnsealStep.Opened() : new UnsealStep.Missing(0, present().needed());
        },
        UnsealStep.NotYet::new);
  }

  /**
   * Ends the work and wipes the keys, before the audit is waited for; what would open by itself
   * stays closed. One person's act, for an emergency: an audit that takes no record hinders neither
   * it nor its answer.
   */
  public void seal(Operator operator) {
    turn.await(
        () -> {
          if (open || !wasOpen) {
            // Nothing opens by itself any more, though it never was open.
            wasOpen = true;
            open = false;
            try {
              records.atOnce(operator, AuditAction.STORE_SEALED, AuditOutcome.BEGUN);
            } finally {
              close();
            }
            records.behind(operator, AuditAction.STORE_SEALED, AuditOutcome.SUCCEEDED);
          }
        });
  }

  /** Ends the work without a word, for the end of the process: nothing begins any more. */
  public void stop() {
    turn.await(
        () -> {
          stopped = true;
          open = false;
          close();
        });
  }

  private void close() {
    try {
      work.end();
    } finally {
      barrier.seal();
      drop();
    }
  }

  private UnsealStep contribute(Operator operator, @Nullable SecretBytes contribution) {
    if (open) {
      return new UnsealStep.Opened();
    }
    if (stopped) {
      return new UnsealStep.Failed("the daemon is about to end");
    }
    Duration wait = pace.wait(clock.instant());
    if (!wait.isZero()) {
      return new UnsealStep.NotYet(wait);
    }
    try {
      Gathering gathered = gathered();
      if (contribution != null) {
        gathered.add(contribution, clock.instant());
        received = gathered.received();
      }
      if (gathered.missing() > 0) {
        return new UnsealStep.Missing(
            gathered.received(), gathered.received() + gathered.missing());
      }
      return opened(operator, gathered);
    } catch (ContributionRefusedException e) {
      return new UnsealStep.Refused(String.valueOf(e.getMessage()));
    } catch (UnsealFailedException e) {
      LOG.log(System.Logger.Level.WARNING, "not unsealed: {0}", e.getMessage());
      return new UnsealStep.Failed(e.told());
    }
  }

  private Gathering gathered() {
    Gathering present = gathering;
    if (present == null) {
      present = new Gathering(barrier.present());
      gathering = present;
    }
    present.expire(clock.instant());
    received = present.received();
    return present;
  }

  private UnsealStep opened(Operator operator, Gathering gathered) {
    try {
      barrier.unseal(gathered.all());
      pace.succeeded();
    } catch (ContributionRefusedException e) {
      pace.failed(clock.instant());
      records.before(operator, AuditAction.STORE_UNSEALED, AuditOutcome.REFUSED);
      throw e;
    } finally {
      drop();
    }
    try {
      records.before(operator, AuditAction.STORE_UNSEALED, AuditOutcome.BEGUN);
      begin();
      records.before(operator, AuditAction.STORE_UNSEALED, AuditOutcome.SUCCEEDED);
      return new UnsealStep.Opened();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the keys were there, but the daemon could not begin", e);
      open = false;
      close();
      return new UnsealStep.Failed("the daemon cannot begin; its log says why");
    }
  }

  /** What cannot begin is sealed again. */
  private void begin() {
    boolean begun = false;
    try {
      work.begin();
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
    wasOpen = true;
    open = true;
  }

  private void drop() {
    if (gathering != null) {
      gathering.close();
      gathering = null;
    }
    received = 0;
  }
}
