package io.rotakeep.core.rewrap;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.seal.SealedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings every record under the current key term, a few in each round, while serving goes on.
 *
 * <p>What a crash or a stop interrupts is begun anew at the next start: records that are done are
 * told by their headers. A mark says that a term has been proven, so that a start which has nothing
 * to do reads no record. {@link #round} is for one thread, everything else for any.
 */
public final class Rewrapper {
  /** Between two rounds while there is nothing to do. */
  private static final Duration IDLE = Duration.ofMillis(100);

  /**
   * The least between two others. A round is as short as can be, since whoever asks for a token
   * meanwhile shares processors and disk with it.
   */
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** After a failure, and before what somebody was at is tried again. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final KeyTerm FIRST = new KeyTerm(1);
  private static final System.Logger LOG = System.getLogger(Rewrapper.class.getName());

  private final Supplier<KeyTerm> newest;
  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final RecordRewrap records;
  private final RewrapMarks marks;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final int eachRound;
  private final Duration pause;

  private final AtomicLong rewrapped = new AtomicLong();
  private @Nullable KeyTerm settled;
  private @Nullable RewrapPass pass;
  private Instant notBefore = Instant.MIN;
  private Instant begun = Instant.MIN;
  private volatile @Nullable RewrapProgress progress;
  private volatile @Nullable RewrapMark missing;

  /**
   * @param newest the term that records are written under; may refuse while sealed
   * @param perSecond how many records are encrypted anew in a second at the most, from 10 on
   */
  public Rewrapper(
      Supplier<KeyTerm> newest,
      ConnectionStore connections,
      ProviderStore providers,
      RecordRewrap records,
      RewrapMarks marks,
      AuditDevice audit,
      InstantSource clock,
      int perSecond) {
    this.newest = newest;
    this.connections = connections;
    this.providers = providers;
    this.records = records;
    this.marks = marks;
    this.audit = audit;
    this.clock = clock;
    this.eachRound = Math.ceilDiv(perSecond, (int) SECOND.dividedBy(PAUSE));
    this.pause = SECOND.multipliedBy(eachRound).dividedBy(perSecond);
  }

  /** Empty if nothing is under way. */
  public Optional<RewrapProgress> progress() {
    return Optional.ofNullable(progress);
  }

  /** Records encrypted anew since the start of the process. */
  public long rewrapped() {
    return rewrapped.get();
  }

  /** The store's newest term if the sealed keys in use lack it: they are an older copy. */
  public Optional<RewrapMark> missing() {
    return Optional.ofNullable(missing);
  }

  /**
   * Costs nothing while there is nothing to do.
   *
   * @return until the next one
   */
  public Duration round() {
    Instant now = clock.instant();
    if (now.isBefore(notBefore)) {
      return IDLE;
    }
    try {
      KeyTerm current = newest.get();
      if (!current.equals(settled)) {
        round(current, now);
      }
    } catch (SealedException e) {
      LOG.log(System.Logger.Level.TRACE, "records wait for the keys");
      return IDLE;
    } catch (RuntimeException | Error e) {
      notBefore = now.plus(PATIENCE);
      throw e;
    }
    return pass == null ? IDLE : pause;
  }

  private void round(KeyTerm current, Instant now) {
    RewrapPass under = pass;
    if (under == null || !under.term().equals(current)) {
      under = needed(current, now) ? begin(current) : null;
      pass = under;
    }
    if (under == null) {
      settled = current;
      return;
    }
    long before = under.rewrapped();
    int busy = under.busy();
    boolean proven = under.round(eachRound);
    rewrapped.addAndGet(under.rewrapped() - before);
    progress = new RewrapProgress(under.total(), under.done(), begun);
    if (under.waits() && under.busy() >= busy) {
      notBefore = now.plus(PATIENCE);
    }
    if (proven) {
      end(under);
    }
  }

  /** The first term has no earlier one, so a store that knows no other needs nothing. */
  private boolean needed(KeyTerm current, Instant now) {
    Optional<RewrapMark> found = marks.find();
    if (found.isPresent() && found.get().term().compareTo(current) > 0) {
      lack(found.get(), current);
      return false;
    }
    Optional<RewrapMark> known = found.filter(mark -> mark.term().equals(current));
    if (known.map(RewrapMark::proven).orElse(current.equals(FIRST))) {
      return false;
    }
    begun = known.map(RewrapMark::begun).orElse(now);
    if (known.isEmpty()) {
      marks.write(new RewrapMark(current, begun, false));
    }
    return true;
  }

  private void lack(RewrapMark mark, KeyTerm current) {
    missing = mark;
    LOG.log(
        System.Logger.Level.ERROR,
        "the sealed keys end with term {0}, but this store has had term {1}: what was written"
            + " since cannot be decrypted. Put the newest file seal back and start again.",
        current.number(),
        mark.term().number());
  }

  private RewrapPass begin(KeyTerm current) {
    RewrapPass begins = new RewrapPass(connections, providers, records, current);
    progress = new RewrapProgress(begins.total(), 0, begun);
    LOG.log(
        System.Logger.Level.INFO,
        "{0} records are brought under key term {1}",
        begins.total(),
        current.number());
    return begins;
  }

  private void end(RewrapPass ended) {
    boolean whole = ended.unreadable() == 0;
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.KEYS_REWRAPPED,
            whole ? AuditOutcome.SUCCEEDED : AuditOutcome.FAILED,
            "",
            "",
            0,
            "",
            "",
            KeyRotation.word(ended.term())));
    marks.write(new RewrapMark(ended.term(), begun, true));
    LOG.log(
        whole ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
        "every record decrypts under key term {0}, but for {1} that the log names; {2} were"
            + " encrypted anew",
        ended.term().number(),
        ended.unreadable(),
        ended.rewrapped());
    settled = ended.term();
    pass = null;
    progress = null;
  }
}
