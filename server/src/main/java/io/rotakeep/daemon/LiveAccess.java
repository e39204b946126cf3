package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.AccessRules;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.incident.CallerAlarm;
import io.rotakeep.core.quota.Excess;
import io.rotakeep.core.quota.QuotaLimit;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.DurablePart;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What callers may do, as it was last read whole. Asked at every call; what is read anew counts for
 * the next one. A file that cannot be read changes nothing but {@link #condition}. Thread-safe.
 */
final class LiveAccess implements DurablePart {
  private final CallerAlarm alarm = new CallerAlarm();
  private volatile Policies policies;
  private volatile Quotas quotas;
  private volatile int approvers;
  private volatile Condition condition = new Condition.Sound();

  /**
   * @param throttled is told of each refused call
   */
  LiveAccess(AccessRules rules, Consumer<QuotaLimit> throttled, InstantSource clock) {
    this.policies = new Policies(rules.policies(), clock);
    this.quotas = new Quotas(rules.quotas(), clock, told(throttled, alarm));
    this.approvers = rules.approvers();
  }

  Policies policies() {
    return policies;
  }

  Quotas quotas() {
    return quotas;
  }

  int approvers() {
    return approvers;
  }

  /** Who asked too much, for somebody to open incidents. */
  CallerAlarm alarm() {
    return alarm;
  }

  synchronized void take(AccessRules read) {
    policies = policies.followedBy(read.policies());
    quotas = quotas.followedBy(read.quotas());
    approvers = read.approvers();
    condition = new Condition.Sound();
  }

  /** What was read before goes on counting, and people are told why. */
  synchronized void keep(String why) {
    condition = new Condition.Strained(why);
  }

  @Override
  public Condition condition() {
    return condition;
  }

  private static QuotaObserver told(Consumer<QuotaLimit> counter, CallerAlarm alarm) {
    return new QuotaObserver() {
      @Override
      public void throttled(QuotaLimit limit) {
        counter.accept(limit);
      }

      @Override
      public void exceeded(Excess excess) {
        alarm.raise(excess);
      }
    };
  }
}
