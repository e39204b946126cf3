package io.rotakeep.daemon;

import io.rotakeep.adapter.file.DiskProbe;
import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.enrollment.LeftExchanges;
import io.rotakeep.core.rotation.OpenAttempts;
import io.rotakeep.core.rotation.StoreFaults;
import io.rotakeep.core.rotation.StoreReopening;
import io.rotakeep.core.rotation.StoreStuckException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks whether a part of the store has failed. A database is opened anew, more and more seldom
 * while that does not work. A journal never is: after a failed write only a new process knows what
 * its files hold, so the daemon asks for its end once a new one would find disks that can be
 * written. Until then it serves what is at hand. Used by one thread.
 */
final class StoreWatch {
  private static final System.Logger LOG = System.getLogger(StoreWatch.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final StoreFaults faults;
  private final StoreReopening reopening;
  private final OpenAttempts attempts;
  private final LeftExchanges exchanges;
  private final List<DiskProbe> disks;
  private final InstantSource clock;
  private final CompletableFuture<Void> ended;
  private Duration pause = FIRST_PAUSE;
  private Instant next = Instant.MIN;

  /**
   * @param disks what a new process must be able to write
   * @param ended completed once this process can do no better than end
   */
  private StoreWatch(
      StoreFaults faults,
      StoreReopening reopening,
      OpenAttempts attempts,
      LeftExchanges exchanges,
      List<DiskProbe> disks,
      InstantSource clock,
      CompletableFuture<Void> ended) {
    this.faults = faults;
    this.reopening = reopening;
    this.attempts = attempts;
    this.exchanges = exchanges;
    this.disks = disks;
    this.clock = clock;
    this.ended = ended;
  }

  static StoreWatch of(Premises premises, CoreRooms core) {
    StoreFiles files = premises.files();
    DaemonSettings settings = premises.settings();
    return new StoreWatch(
        premises.faults(),
        new StoreReopening(files.stores().failure(), files.log(), core.journal),
        core.rotation.openAttempts(),
        core.enrollment.exchange().left(),
        List.of(
            new DiskProbe(
                settings.dataDir().resolve(StoreFiles.JOURNAL),
                FileWriteAheadLog.DEFAULT_SEGMENT_BYTES),
            new DiskProbe(settings.witness().toAbsolutePath().resolveSibling(""), 1)),
        premises.clock(),
        premises.ended());
  }

  void look() {
    var _ = faults.standing();
    if (!faults.hasEnded()) {
      reopen();
    } else if (disks.stream().allMatch(DiskProbe::takes)) {
      ended.complete(null);
    }
  }

  private void settleAnswered() {
    attempts.settleAnswered();
    exchanges.resume();
  }

  private void reopen() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    try {
      if (reopening.run()) {
        // Waits for flights, which must not keep the next look waiting.
        Thread.ofVirtual().name("rotakeep-kept-answers").start(this::settleAnswered);
      }
      pause = FIRST_PAUSE;
    } catch (StoreStuckException e) {
      LOG.log(System.Logger.Level.ERROR, "only a new process can go on: {0}", e.getMessage());
      ended.complete(null);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the database cannot be opened anew yet, tried again in {0} s: {1}",
          pause.toSeconds(),
          e.getMessage());
      next = now.plus(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }
}
