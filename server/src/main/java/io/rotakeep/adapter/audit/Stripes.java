package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Chains to borrow, without a lock: whoever finds the one of its thread taken takes another. There
 * are more of them than threads that write at a time, so that nobody waits but while {@link
 * #pausing} has all.
 */
final class Stripes {
  private static final int COUNT = 32;
  private static final long PAUSE_NANOS = 20_000;

  private final AtomicReferenceArray<Stripe> free = new AtomicReferenceArray<>(COUNT);

  /** Or many who write without a pause would always have one of them. */
  private volatile boolean allWanted;

  Stripes(Segment first) {
    for (int i = 0; i < COUNT; i++) {
      free.set(i, new Stripe(i, first));
    }
  }

  /** To be given back at once after the one write that it is borrowed for. */
  Stripe borrow() {
    int first = start();
    while (true) {
      for (int i = 0; i < COUNT && !allWanted; i++) {
        int at = (first + i) % COUNT;
        Stripe stripe = free.get(at) == null ? null : free.getAndSet(at, null);
        if (stripe != null) {
          return stripe;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  void giveBack(Stripe stripe) {
    free.set(stripe.number(), stripe);
  }

  /** What is done while nobody writes. */
  interface Work {
    void with(List<Stripe> all) throws IOException;
  }

  /** Waits for the writes under way, and keeps others waiting meanwhile; for one thread only. */
  void pausing(Work work) throws IOException {
    List<Stripe> all = new ArrayList<>(COUNT);
    allWanted = true;
    try {
      for (int i = 0; i < COUNT; i++) {
        all.add(wanted(i));
      }
      work.with(all);
    } finally {
      all.forEach(this::giveBack);
      allWanted = false;
    }
  }

  private Stripe wanted(int number) {
    Stripe stripe = free.getAndSet(number, null);
    while (stripe == null) {
      LockSupport.parkNanos(PAUSE_NANOS);
      stripe = free.getAndSet(number, null);
    }
    return stripe;
  }

  /** Event loops have each their own; virtual threads are too many for that. */
  private static int start() {
    Thread thread = Thread.currentThread();
    return thread.isVirtual() ? 0 : (int) (thread.threadId() % COUNT);
  }
}
