package io.rotakeep.cli.crash;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts what was found and keeps what must not be. Thread-safe. */
final class Tally {
  private final Map<Customer.Finding, Integer> findings = new EnumMap<>(Customer.Finding.class);
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final CountDownLatch broken = new CountDownLatch(1);

  /** Notes the finding; says what is wrong if it is one that must not be. */
  void note(Customer customer, Customer.Finding finding, Object evidence) {
    synchronized (findings) {
      findings.merge(finding, 1, Integer::sum);
    }
    switch (finding) {
      case FORGOTTEN, UNCLASSIFIED ->
          violation(
              customer.id + " " + finding + ", told " + customer.told() + ", but: " + evidence);
      case AS_IT_SHOULD_BE, DOUBTED, RESOLVED, LOST -> {}
    }
  }

  void violation(String what) {
    violations.add(what);
    broken.countDown();
  }

  int count(Customer.Finding finding) {
    synchronized (findings) {
      return findings.getOrDefault(finding, 0);
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Lets so much time pass, or less if something is wrong already. */
  @CanIgnoreReturnValue
  boolean awaitViolation(long millis) throws InterruptedException {
    return broken.await(millis, TimeUnit.MILLISECONDS);
  }
}
