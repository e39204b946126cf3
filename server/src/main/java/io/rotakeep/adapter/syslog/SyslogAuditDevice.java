package io.rotakeep.adapter.syslog;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTrouble;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The audit as messages to a syslog server, sent by a thread of the device's own: who records only
 * leaves the record in a bounded queue, without a lock, and never waits for the network.
 *
 * <p>If the server is not required, what finds the queue full is dropped and counted. If it is, a
 * record is refused while the server is away, while a send hangs for a second, and while the queue
 * is full; one that is to be durable waits until it was handed to the kernel. What was handed over
 * is not acknowledged by anybody: syslog has no such word.
 */
public final class SyslogAuditDevice implements AuditDevice, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final SyslogSettings settings;
  private final Sender sender;

  public SyslogAuditDevice(SyslogSettings settings, InstantSource clock) {
    this.settings = settings;
    this.sender = new Sender(settings, clock);
  }

  @Override
  public void record(AuditRecord audited) {
    if (settings.required() && sender.trouble() != null) {
      throw unavailable();
    }
    if (!sender.offer(new Sender.Entry(audited, null, null)) && settings.required()) {
      throw unavailable();
    }
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    if (!settings.required()) {
      record(audited);
      return;
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (!sender.offer(new Sender.Entry(audited, null, sent))) {
      throw unavailable();
    }
    try {
      sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  /** Sends on the newest line of another trail. */
  public void head(String line) {
    boolean _ = sender.offer(new Sender.Entry(null, line, null));
  }

  /** Records that were dropped since the start. */
  public long dropped() {
    return sender.dropped();
  }

  /** Records that wait to be sent. */
  public int waiting() {
    return sender.waiting();
  }

  /** Why it sends nothing now. */
  public Optional<AuditTrouble> trouble() {
    return Optional.ofNullable(sender.trouble());
  }

  /** Where it sends to. */
  public String place() {
    return settings.way().toString();
  }

  /** Waits a moment for what is in the queue. */
  @Override
  public void close() {
    sender.close();
  }

  private AuditUnavailableException unavailable() {
    return new AuditUnavailableException(settings.way() + ": the syslog server takes no record");
  }
}
