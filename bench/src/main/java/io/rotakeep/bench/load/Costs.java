package io.rotakeep.bench.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * What this process has allocated and computed, told apart by who did it: the threads of the client
 * under the name {@link #CLIENT}, and everybody else, which is the server with its collector and
 * compiler. The numbers hardly suffer from what else the machine does.
 */
public record Costs(long clientBytes, long otherBytes, long clientNanos, long otherNanos) {
  /** How the names of the client's threads begin. */
  public static final String CLIENT = "bench-client";

  /** All that was spent so far, to be told from a later one. */
  public static Costs now() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long bytes = 0;
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(CLIENT)) {
        bytes += threads.getThreadAllocatedBytes(thread.getThreadId());
        nanos += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    // Carriers of virtual threads are in the total too.
    return new Costs(
        bytes,
        threads.getTotalThreadAllocatedBytes() - bytes,
        nanos,
        system.getProcessCpuTime() - nanos);
  }

  Costs since(Costs earlier) {
    return new Costs(
        clientBytes - earlier.clientBytes,
        otherBytes - earlier.otherBytes,
        clientNanos - earlier.clientNanos,
        otherNanos - earlier.otherNanos);
  }

  PerCall per(long calls) {
    double each = (double) Math.max(1, calls);
    return new PerCall(
        (double) clientBytes / each,
        (double) otherBytes / each,
        (double) clientNanos / each / 1e3,
        (double) otherNanos / each / 1e3);
  }

  /** Shares of one call: bytes allocated, microseconds of processor time. */
  public record PerCall(
      double clientBytes, double serverBytes, double clientMicros, double serverMicros) {}
}
