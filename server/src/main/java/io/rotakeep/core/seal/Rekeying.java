package io.rotakeep.core.seal;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ceremony for a new root key under a new seal: the present seal is opened once more, the new
 * one is made, and whoever keeps a part of it proves to have it. Only then it takes the old one's
 * place. One ceremony at a time; ten minutes without a step end it. Thread-safe.
 *
 * <p>A step that the audit does not take throws {@link AuditUnavailableException} and has changed
 * nothing. Once the new seal is in force its makers hear so, whatever the audit says: who heard of
 * a failure might throw away what opens it.
 */
public final class Rekeying implements AutoCloseable {
  /** Between one step and the next. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final System.Logger LOG = System.getLogger(Rekeying.class.getName());

  private final KeyBarrier barrier;
  private final SealRecords records;
  private final InstantSource clock;
  private final Supplier<String> names;
  private final AttemptPace pace = new AttemptPace();
  private @Nullable Ceremony ceremony;

  /**
   * @param names of ceremonies, each its own
   */
  public Rekeying(
      KeyBarrier barrier, AuditDevice audit, InstantSource clock, Supplier<String> names) {
    this.barrier = barrier;
    this.records = new SealRecords(audit, clock);
    this.clock = clock;
    this.names = names;
  }

  /**
   * Begins, and drops what another one had gathered. A seal that needs nobody is replaced at once
   * unless somebody must prove to have the new one.
   *
   * @param wish its passphrase is the caller's to close
   */
  public synchronized RekeyStep start(Operator operator, SealWish wish) {
    return attempted(
        () -> {
          PresentSeal present = barrier.present();
          announce(operator);
          drop();
          Ceremony begun = new Ceremony(names.get(), wish, present);
          begun.touch(clock.instant());
          ceremony = begun;
          return begun.contributionsMissing() > 0 ? going(begun, List.of()) : made(operator, begun);
        });
  }

  /**
   * @param contribution to the present seal; the caller's to close
   */
  public synchronized RekeyStep contribute(
      Operator operator, String name, SecretBytes contribution) {
    return found(
        name,
        begun -> {
          if (begun.contributionsMissing() == 0) {
            return new RekeyStep.WrongStep("nothing of the present seal is missing");
          }
          Duration wait = pace.wait(clock.instant());
          if (!wait.isZero()) {
            return new RekeyStep.NotYet(wait);
          }
          begun.contribute(contribution, clock.instant());
          return begun.contributionsMissing() > 0
              ? going(begun, List.of())
              : proved(operator, begun);
        });
  }

  /**
   * @param proof a share of the new seal, or its passphrase once more; the caller's to close
   */
  public synchronized RekeyStep verify(Operator operator, String name, SecretBytes proof) {
    return found(
        name,
        begun -> {
          if (begun.verificationsMissing() == 0) {
            return new RekeyStep.WrongStep("nothing of the new seal is to be verified yet");
          }
          SecretBytes proved = begun.proved(proof);
          if (begun.verificationsMissing() == 1) {
            announce(operator);
          }
          begun.verified(proved, clock.instant());
          return begun.verificationsMissing() > 0
              ? going(begun, List.of())
              : finished(operator, begun);
        });
  }

  /** Drops what was gathered; the present seal stays. */
  public synchronized RekeyStep cancel(Operator operator, String name) {
    return found(
        name,
        begun -> {
          drop();
          records.behind(operator, AuditAction.STORE_REKEYED, AuditOutcome.REFUSED);
          return new RekeyStep.Going("", 0, List.of(), 0);
        });
  }

  /** Drops a ceremony that is over, though nobody asks. */
  public synchronized void expire() {
    var _ = living();
  }

  @Override
  public synchronized void close() {
    drop();
  }

  private RekeyStep found(String name, Function<Ceremony, RekeyStep> step) {
    return attempted(
        () ->
            living()
                .filter(begun -> begun.name().equals(name))
                .map(step)
                .orElseGet(
                    () ->
                        new RekeyStep.WrongStep(
                            "no such ceremony: it has ended, or another one began; start again")));
  }

  private Optional<Ceremony> living() {
    Ceremony begun = ceremony;
    if (begun != null && begun.isOver(clock.instant())) {
      drop();
    }
    return Optional.ofNullable(ceremony);
  }

  private static RekeyStep attempted(Supplier<RekeyStep> step) {
    try {
      return step.get();
    } catch (ContributionRefusedException e) {
      return new RekeyStep.Refused("contribution", String.valueOf(e.getMessage()));
    } catch (InvalidFieldException e) {
      return new RekeyStep.Refused(e.field(), e.rule());
    } catch (UnsealFailedException e) {
      LOG.log(System.Logger.Level.WARNING, "not rekeyed: {0}", e.getMessage());
      return new RekeyStep.Failed(e.told());
    }
  }

  private RekeyStep proved(Operator operator, Ceremony begun) {
    try {
      barrier.prove(begun.contributions());
      pace.succeeded();
      announce(operator);
    } catch (ContributionRefusedException e) {
      pace.failed(clock.instant());
      begun.dropContributions();
      throw e;
    } catch (AuditUnavailableException e) {
      begun.dropContributions();
      throw e;
    }
    return made(operator, begun);
  }

  private RekeyStep made(Operator operator, Ceremony begun) {
    begun.made(barrier.prepare(begun.wish()));
    return begun.verificationsMissing() > 0
        ? going(begun, begun.sharesToHandOut())
        : finished(operator, begun);
  }

  private RekeyStep finished(Operator operator, Ceremony begun) {
    SealKind kind = begun.wish().kind();
    barrier.reseal(begun.fresh());
    drop();
    records.behind(operator, AuditAction.STORE_REKEYED, AuditOutcome.SUCCEEDED);
    return new RekeyStep.Finished(kind);
  }

  private static RekeyStep going(Ceremony begun, List<SecretBytes> shares) {
    return new RekeyStep.Going(
        begun.name(), begun.contributionsMissing(), shares, begun.verificationsMissing());
  }

  private void drop() {
    Ceremony begun = ceremony;
    ceremony = null;
    if (begun != null) {
      begun.close();
    }
  }

  /** Before what may put the new seal in force. */
  private void announce(Operator operator) {
    records.before(operator, AuditAction.STORE_REKEYED, AuditOutcome.BEGUN);
  }
}
