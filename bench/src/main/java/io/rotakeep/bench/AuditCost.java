package io.rotakeep.bench;

import io.rotakeep.adapter.audit.FileAuditDevice;
import io.rotakeep.adapter.audit.FileAuditSettings;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditLine;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.audit.AuditWatcher;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.crypto.Keyring;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;

/**
 * What a chained line of the audit costs beside a bare one: time of the processor in the thread
 * that writes, and in the thread that syncs, for each record. The argument is a directory.
 */
final class AuditCost {
  private static final int ROUNDS = 6;
  private static final int RECORDS = 200_000;

  private AuditCost() {}

  /** Records as a hit does. */
  private interface Device extends AuditDevice, AutoCloseable {
    @Override
    void close();
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    for (int round = 0; round < ROUNDS; round++) {
      try (Device bare = bare(directory.resolve("bare-" + round))) {
        report("a bare line", bare);
      }
      try (Device chained = chained(directory.resolve("chained-" + round))) {
        report("a chained line", chained);
      }
    }
  }

  private static void report(String what, AuditDevice device) {
    var threads = ManagementFactory.getThreadMXBean();
    InstantSource clock = InstantSource.system();
    long begun = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < RECORDS; i++) {
      device.record(
          new AuditRecord(
              clock.instant(),
              AuditAction.ACCESS_TOKEN_READ,
              AuditOutcome.SUCCEEDED,
              "spiffe://example.org/crm",
              "salesforce/acme-prod",
              7,
              "at:00112233445566778899aabbccddeeff",
              "",
              ""));
    }
    long cost = (threads.getCurrentThreadCpuTime() - begun) / RECORDS;
    long syncing = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().equals("audit-sync")) {
        syncing = threads.getThreadCpuTime(id) / RECORDS;
      }
    }
    System.out.printf(
        Locale.ROOT, "%-14s %5d ns in the caller, %5d ns beside it%n", what, cost, syncing);
  }

  private static Device bare(Path file) throws IOException {
    FileOutputStream out = new FileOutputStream(file.toFile(), true);
    AuditLine line = new AuditLine();
    return new Device() {
      @Override
      public void record(AuditRecord audited) {
        line.begin(audited);
        line.end();
        try {
          out.write(line.bytes(), 0, line.length());
        } catch (IOException e) {
          throw new AuditUnavailableException("bare", e);
        }
      }

      @Override
      public void recordDurably(AuditRecord audited) {
        record(audited);
      }

      @Override
      public void close() {
        try {
          out.close();
          Files.delete(file);
        } catch (IOException e) {
          throw new AuditUnavailableException("bare", e);
        }
      }
    };
  }

  private static Device chained(Path file) {
    Keyring keyring = Keyring.generate(new SecureRandom(), new OffHeapKeyMemory());
    FileAuditDevice device =
        FileAuditDevice.open(
            new FileAuditSettings(file, file.resolveSibling("")),
            new FileAuditDevice.Tools(
                new AuditKeys(() -> keyring, new UUID(1, 1)),
                new Nobody(),
                InstantSource.system(),
                new SecureRandom()));
    return new Device() {
      @Override
      public void record(AuditRecord audited) {
        device.record(audited);
      }

      @Override
      public void recordDurably(AuditRecord audited) {
        device.recordDurably(audited);
      }

      @Override
      public void close() {
        device.close();
        keyring.close();
      }
    };
  }

  private static final class Nobody implements AuditWatcher {
    @Override
    public void head(String line) {}

    @Override
    public void tampered(AuditTampering found, Runnable kept) {}
  }
}
