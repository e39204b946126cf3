package io.rotakeep.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuotasTest {
  private static final Caller CRM = new Caller(new CallerId.DnsName("crm"));
  private static final Caller OTHER = new Caller(new CallerId.DnsName("other"));

  private final MutableClock clock = MutableClock.standing();
  private final AtomicInteger throttled = new AtomicInteger();
  private final List<Excess> excesses = new CopyOnWriteArrayList<>();

  @Test
  void withoutAQuotaNobodyIsLimited() {
    Quotas quotas = quotas();

    assertThat(IntStream.range(0, 10_000).allMatch(i -> passes(quotas, "c/" + i))).isTrue();
    assertThat(quotas.request(CRM)).isNull();
  }

  @Test
  void whomNoQuotaNamesIsNotLimited() {
    Quotas quotas = quotas(quota(1, 1, 1));
    quotas.read(CRM, "a");

    assertThat(quotas.read(OTHER, "a")).isNull();
    assertThat(quotas.read(OTHER, "b")).isNull();
    assertThat(quotas.read(CRM, "a")).isNotNull();
  }

  @Test
  void asManyRequestsAsASecondAllowsComeAtOnceAndThenOneByOne() {
    Quotas quotas = quotas(quota(100, Quota.NO_LIMIT, Quota.NO_LIMIT));

    long granted = IntStream.range(0, 150).filter(_ -> quotas.request(CRM) == null).count();
    Breach breach = Objects.requireNonNull(quotas.request(CRM));
    clock.advance(Duration.ofMillis(10));

    assertThat(granted).isEqualTo(100);
    assertThat(breach.limit()).isEqualTo(QuotaLimit.REQUESTS_PER_SECOND);
    assertThat(breach.retryAfter()).isEqualTo(Duration.ofMillis(10));
    assertThat(quotas.request(CRM)).isNull();
    assertThat(quotas.request(CRM)).isNotNull();
  }

  @Test
  void whatMayWaitIsCountedAndNobodyIsTold() {
    Quotas quotas = quotas(quota(2, Quota.NO_LIMIT, Quota.NO_LIMIT));

    assertThat(quotas.waitOf(CRM)).isZero();
    assertThat(quotas.waitOf(CRM)).isZero();
    assertThat(quotas.waitOf(CRM)).isEqualTo(Duration.ofMillis(500));
    assertThat(throttled).hasValue(0);
    assertThat(quotas.request(CRM)).isNotNull();

    clock.advance(Duration.ofMillis(500));

    assertThat(quotas.waitOf(CRM)).isZero();
    assertThat(quotas.waitOf(CRM)).isPositive();
  }

  @Test
  void aClockSetBackDoesNotKeepACallerOut() {
    Quotas quotas = quotas(quota(1, Quota.NO_LIMIT, Quota.NO_LIMIT));
    assertThat(quotas.request(CRM)).isNull();

    clock.advance(Duration.ofHours(-3));

    assertThat(quotas.request(CRM)).isNull();
  }

  @Test
  void theSameConnectionCountsOnce() {
    Quotas quotas = quotas(quota(Quota.NO_LIMIT, Quota.NO_LIMIT, 2));

    assertThat(passes(quotas, "a")).isTrue();
    assertThat(passes(quotas, "b")).isTrue();
    assertThat(passes(quotas, "c")).isFalse();
    assertThat(passes(quotas, "a")).isTrue();
    assertThat(passes(quotas, "b")).isTrue();
  }

  @Test
  void anHourLaterAllIsForgotten() {
    Quotas quotas = quotas(quota(Quota.NO_LIMIT, 2, 1));
    quotas.read(CRM, "a");
    quotas.read(CRM, "a");
    clock.advance(Duration.ofMinutes(59));
    Breach tokens = Objects.requireNonNull(quotas.read(CRM, "a"));
    Breach connections = Objects.requireNonNull(quotas.read(CRM, "b"));

    clock.advance(Duration.ofMinutes(1));

    assertThat(tokens.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(connections.limit()).isEqualTo(QuotaLimit.DISTINCT_CONNECTIONS_PER_HOUR);
    assertThat(passes(quotas, "b")).isTrue();
  }

  @Test
  void isToldOfOnceForEachLimitAndWindowHoweverOften() {
    Quotas quotas = quotas(quota(Quota.NO_LIMIT, 3, 2));
    for (int i = 0; i < 50; i++) {
      quotas.read(CRM, "c/" + i);
    }
    quotas.read(CRM, "c/0");
    quotas.read(CRM, "c/0");

    assertThat(throttled).hasValue(49);
    assertThat(excesses)
        .extracting(Excess::limit)
        .containsExactly(QuotaLimit.DISTINCT_CONNECTIONS_PER_HOUR, QuotaLimit.TOKENS_PER_HOUR);
    assertThat(excesses.getFirst())
        .isEqualTo(
            new Excess(
                CRM,
                QuotaLimit.DISTINCT_CONNECTIONS_PER_HOUR,
                2,
                clock.instant(),
                clock.instant(),
                2,
                2));

    clock.advance(Duration.ofHours(1));
    List.of("x", "y", "z").forEach(id -> quotas.read(CRM, id));

    assertThat(excesses).hasSize(3);
  }

  @Test
  void theLeastOfSeveralQuotasCounts() {
    Quotas quotas = quotas(quota(Quota.NO_LIMIT, 5, Quota.NO_LIMIT), quota(Quota.NO_LIMIT, 2, 9));

    assertThat(IntStream.range(0, 9).filter(_ -> passes(quotas, "a")).count()).isEqualTo(2);
  }

  @Test
  void theSameQuotasReadAnewGoOnCounting() {
    Quotas quotas = quotas(quota(Quota.NO_LIMIT, 1, 1));
    quotas.read(CRM, "a");

    Quotas same = quotas.followedBy(List.of(quota(Quota.NO_LIMIT, 1, 1)));
    Quotas other = quotas.followedBy(List.of(quota(Quota.NO_LIMIT, 2, 2)));

    assertThat(same.read(CRM, "a")).isNotNull();
    assertThat(other.read(CRM, "a")).isNull();
  }

  @Test
  void countsTensOfThousandsExactly() {
    DistinctIds ids = new DistinctIds(100_000);

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(ids.add("salesforce/customer-" + i)).isTrue();
      }
    }

    assertThat(ids.count()).isEqualTo(100_000);
    assertThat(ids.add("salesforce/one-more")).isFalse();
  }

  @Test
  void manyThreadsTogetherGetNoMoreThanTheLimit() throws Exception {
    Quotas quotas = quotas(quota(1000, 3000, 500));
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();

    together(
        8,
        thread -> {
          for (int i = 0; i < 2000; i++) {
            requests.addAndGet(quotas.request(CRM) == null ? 1 : 0);
            reads.addAndGet(quotas.read(CRM, "c/" + (i + thread) % 700) == null ? 1 : 0);
          }
        });

    assertThat(requests).hasValue(1000);
    assertThat(reads).hasValueBetween(2900, 3000);
    assertThat(excesses).extracting(Excess::limit).doesNotHaveDuplicates();
    assertThat(excesses).allSatisfy(one -> assertThat(one.connections()).isLessThan(501));
  }

  private interface Work {
    void run(int thread);
  }

  private static void together(int threads, Work work) throws InterruptedException {
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      started.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      begin.await();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    work.run(number);
                  }));
    }
    begin.countDown();
    for (Thread thread : started) {
      thread.join();
    }
  }

  private static boolean passes(Quotas quotas, String id) {
    return quotas.read(CRM, id) == null;
  }

  private Quotas quotas(Quota... all) {
    return new Quotas(
        List.of(all),
        clock,
        new QuotaObserver() {
          @Override
          public void throttled(QuotaLimit limit) {
            throttled.incrementAndGet();
          }

          @Override
          public void exceeded(Excess excess) {
            excesses.add(excess);
          }
        });
  }

  private static Quota quota(int requests, int tokens, int connections) {
    return new Quota(List.of("dns:crm"), requests, tokens, connections);
  }
}
