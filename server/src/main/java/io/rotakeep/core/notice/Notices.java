package io.rotakeep.core.notice;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Tells every receiver of incidents, each by a courier of its own. Thread-safe. */
public final class Notices implements AutoCloseable {
  /** Longer than a channel's own deadline. */
  private static final Duration TRIAL = Duration.ofSeconds(20);

  private final List<Courier> couriers;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** What came of a test of one receiver. */
  public record Tried(Receiver receiver, Delivery delivery, Duration took) {}

  private Notices(List<Courier> couriers, Dispatch dispatch, AuditDevice audit) {
    this.couriers = couriers;
    this.audit = audit;
    this.clock = dispatch.clock();
    this.random = dispatch.random();
  }

  /** Begins to tell what the receivers lack; returns at once. */
  public static Notices start(List<Receiver> receivers, Dispatch dispatch, AuditDevice audit) {
    return new Notices(
        receivers.stream().map(receiver -> Courier.start(receiver, dispatch)).toList(),
        dispatch,
        audit);
  }

  /** Receivers that do not take what they are sent. */
  public List<Trouble> troubles() {
    return couriers.stream().flatMap(courier -> courier.trouble().stream()).toList();
  }

  /** How many notices wait for a receiver. */
  public int waiting(String receiver) {
    return couriers.stream()
        .filter(courier -> courier.receiver().name().equals(receiver))
        .mapToInt(Courier::waiting)
        .sum();
  }

  /**
   * Sends a test to each, all at once, and waits for what comes of it.
   *
   * @param caller as the audit names them
   */
  public List<Tried> tryAll(String caller, String requestId) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.NOTICES_TRIED,
            AuditOutcome.BEGUN,
            caller,
            "",
            0,
            "",
            requestId,
            ""));
    Notice trial = new Notice.Trial("test-" + Long.toHexString(random.nextLong()), clock.instant());
    Executor threads = task -> Thread.ofVirtual().name("test notice").start(task);
    List<CompletableFuture<Tried>> asked = new ArrayList<>();
    for (Courier courier : couriers) {
      asked.add(
          CompletableFuture.supplyAsync(() -> tried(courier, trial), threads)
              .completeOnTimeout(late(courier), TRIAL.toMillis(), TimeUnit.MILLISECONDS));
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private Tried tried(Courier courier, Notice trial) {
    var begun = clock.instant();
    Delivery delivery = courier.send(trial);
    return new Tried(courier.receiver(), delivery, Duration.between(begun, clock.instant()));
  }

  private static Tried late(Courier courier) {
    return new Tried(
        courier.receiver(), new Delivery.Failed("not within " + TRIAL.toSeconds() + " s"), TRIAL);
  }

  @Override
  public void close() {
    couriers.forEach(Courier::stop);
    couriers.forEach(Courier::close);
  }
}
