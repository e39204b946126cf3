package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.Recovery.ExchangeRecovery;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.rotation.RotationJournal.OpenAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Exchanges that ended before their attempt did, since the store was away when the answer came.
 * They are ended as recovery would end them; no code is sent again. Thread-safe.
 */
public final class LeftExchanges {
  private static final System.Logger LOG = System.getLogger(LeftExchanges.class.getName());

  private final RotationJournal journal;
  private final ExchangeRecovery recovery;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final ReentrantLock turn = new ReentrantLock();

  /** Shared by exchanges under way; alone, who waits for their end. */
  private final ReentrantReadWriteLock aloft = new ReentrantReadWriteLock();

  /** What cannot be ended is tried again and again, and told once. */
  private final Set<UUID> told = ConcurrentHashMap.newKeySet();

  LeftExchanges(RotationJournal journal, ExchangeRecovery recovery) {
    this.journal = journal;
    this.recovery = recovery;
  }

  /** An exchange of this reference is nobody else's business until it returns. */
  <T> T during(String reference, Supplier<T> exchange) {
    aloft.readLock().lock();
    underWay.add(reference);
    try {
      return exchange.get();
    } finally {
      underWay.remove(reference);
      aloft.readLock().unlock();
    }
  }

  /**
   * Waits for those under way, whose answers nobody could keep without the keys. Who comes later
   * waits meanwhile.
   *
   * @return whether all had ended in time
   */
  public boolean land(Duration patience) {
    try {
      boolean landed = aloft.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (landed) {
        aloft.writeLock().unlock();
      }
      return landed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Ends what can be ended now, each for itself. To be called when the store is back, and now and
   * then, since a failure need not be the whole store's.
   */
  public void resume() {
    if (!turn.tryLock()) {
      return;
    }
    try {
      left().forEach(this::resumeOrLeave);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Open before and after it was seen that nobody is at it, so nobody will be; as they are then,
   * since the last one at it may have kept the answer in between.
   */
  private List<OpenAttempt> left() {
    Set<UUID> idle =
        exchanges()
            .filter(open -> !underWay.contains(open.attempt().reference()))
            .map(open -> open.attempt().id())
            .collect(Collectors.toSet());
    return exchanges().filter(open -> idle.contains(open.attempt().id())).toList();
  }

  private Stream<OpenAttempt> exchanges() {
    return journal.openAttempts().stream()
        .filter(open -> open.attempt().kind() == Attempt.Kind.EXCHANGE);
  }

  private void resumeOrLeave(OpenAttempt open) {
    try {
      recovery.resolve(open.attempt(), open.response());
    } catch (StoreUnavailableException | JournalUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "an exchanged code waits for the store", e);
    } catch (RuntimeException e) {
      LOG.log(
          told.add(open.attempt().id()) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          "an exchanged code of connection " + open.attempt().connection() + " waits",
          e);
    }
  }
}
