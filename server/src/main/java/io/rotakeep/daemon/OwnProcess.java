package io.rotakeep.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import io.rotakeep.adapter.linux.ProcessMemory;
import io.rotakeep.adapter.linux.ShortTurns;
import java.lang.management.ManagementFactory;

/** What a process does to itself that is to be a daemon's alone, before it reads a secret. */
public final class OwnProcess {
  private static final System.Logger LOG = System.getLogger(OwnProcess.class.getName());

  private OwnProcess() {}

  /**
   * Closes the memory to the user's other processes; goes on with a warning where it cannot. Where
   * the JDK does TLS, nobody gets a ticket to come back with instead of a certificate: it reads
   * that once, before its first connection.
   */
  public static void harden() {
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    ProcessMemory.conceal()
        .ifPresent(
            why ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "other processes of this user can read this one's memory: {0}",
                    why));
  }

  /** Has the thread that runs it wait for no other's turn where the kernel can do that. */
  static Runnable shortTurns() {
    return ShortTurns.ofThisMachine()
        .<Runnable>map(
            turns ->
                () -> {
                  if (!turns.take()) {
                    LOG.log(
                        System.Logger.Level.DEBUG,
                        "no short turns: the kernel has none, or the process is more urgent than"
                            + " others, or less");
                  }
                })
        .orElse(() -> {});
  }

  /** How many files and sockets it may have open at once. */
  static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
