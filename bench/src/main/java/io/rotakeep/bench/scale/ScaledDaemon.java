package io.rotakeep.bench.scale;

import io.rotakeep.daemon.Daemon;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A daemon in a process of its own, as the launcher would start it. Says {@code ready PORT} on
 * standard output, and for each line {@code heap} how many bytes live after a full collection; ends
 * with standard input.
 */
public final class ScaledDaemon {
  private ScaledDaemon() {}

  /** Takes the directory of a {@link ScaledStore}. */
  public static void main(String[] args) throws IOException {
    ScaledStore store = new ScaledStore(Path.of(args[0]), 0);
    try (Daemon daemon = Daemon.start(store.settings());
        var commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready " + daemon.grpcAddress().getPort());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals("heap")) {
          System.gc();
          System.out.println(
              "heap " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
      }
    }
  }
}
