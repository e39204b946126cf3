package io.rotakeep.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One input at one target, and what it may cost. */
public final class Trial {
  /** A secret in the corpora. Where it got into a message, a secret can get into a log. */
  public static final String CANARY = "canary-5f1c";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Until then classes are loaded, and a fuzzer rewrites each of them. */
  private static final int WARM = 2_000;

  private static final long MOST_BYTES = 32L << 20;
  private static final long BYTES_EACH = 64;
  private static final long MOST_CPU = Duration.ofSeconds(2).toNanos();
  private static final int LONGEST_MESSAGE = 4_000;
  private static final AtomicLong RUNS = new AtomicLong();

  private Trial() {}

  private static final class TooDearException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooDearException(String message) {
      super(message);
    }
  }

  /** Plays the input, as a fuzzer does: its cost counts when the target is warm. */
  public static void of(byte[] input, FuzzTarget target) {
    if (RUNS.incrementAndGet() < WARM) {
      take(input, target);
    } else {
      again(input, target);
    }
  }

  /** What is dear once may have had a class to load. */
  private static void again(byte[] input, FuzzTarget target) {
    try {
      measured(input, target);
    } catch (TooDearException e) {
      measured(input, target);
    }
  }

  /** Plays the input and holds it to what it may cost. */
  static void measured(byte[] input, FuzzTarget target) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    take(input, target);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long nanos = THREADS.getCurrentThreadCpuTime() - cpu;
    if (bytes > MOST_BYTES + BYTES_EACH * input.length) {
      throw new TooDearException(input.length + " bytes made it allocate " + bytes);
    }
    if (nanos > MOST_CPU) {
      throw new TooDearException(input.length + " bytes took it " + nanos + " ns");
    }
  }

  /** For what is said of an input: no secret of it, no line break, no more than a screen. */
  public static void check(String message) {
    if (message.contains(CANARY)) {
      throw new AssertionError("a message repeats a secret");
    }
    checkLine(message);
  }

  /** The same where names from the input are said, which may be anything. */
  public static void checkLine(String message) {
    if (message.length() > LONGEST_MESSAGE) {
      throw new AssertionError("a message has " + message.length() + " characters");
    }
    if (message.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new AssertionError("a message holds control characters");
    }
  }

  private static void take(byte[] input, FuzzTarget target) {
    try {
      target.take(input);
    } catch (Exception e) {
      throw new AssertionError("not one of ours: " + e, e);
    }
  }
}
