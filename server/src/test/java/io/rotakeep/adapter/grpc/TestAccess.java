package io.rotakeep.adapter.grpc;

import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.quota.Quota;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import java.time.InstantSource;
import java.util.List;

/** What callers may do, changed by a test as by a reload. */
final class TestAccess {
  private final InstantSource clock;
  private volatile Policies policies;
  private volatile Quotas quotas;
  private volatile int people = 1;

  TestAccess(List<Policy> granted, InstantSource clock) {
    this.clock = clock;
    this.policies = new Policies(granted, clock);
    this.quotas = new Quotas(List.of(), clock, QuotaObserver.NOBODY);
  }

  Policies policies() {
    return policies;
  }

  Quotas quotas() {
    return quotas;
  }

  /** How many an act on all needs; one, unless a test says otherwise. */
  int people() {
    return people;
  }

  void grant(List<Policy> granted) {
    policies = policies.followedBy(granted);
  }

  void allow(List<Quota> allowed, QuotaObserver observer) {
    quotas = new Quotas(allowed, clock, observer);
  }

  void need(int more) {
    people = more;
  }
}
