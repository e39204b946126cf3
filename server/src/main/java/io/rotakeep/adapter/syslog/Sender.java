package io.rotakeep.adapter.syslog;

import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditTrouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one syslog server and the thread that empties it. A server that went away is looked
 * for again, more and more seldom, and gets first what it may have missed last.
 */
final class Sender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sender.class.getName());
  private static final int MOST_WAITING = 10_000;
  private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long HANGING_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration ENDING = Duration.ofSeconds(2);

  private final SyslogSettings settings;
  private final InstantSource clock;
  private final Message message;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean ending;

  /** When the send under way began; 0 for none. */
  private volatile long sending;

  private volatile @Nullable AuditTrouble trouble;
  private volatile @Nullable Transport transport;
  private long pause = FIRST_PAUSE_NANOS;

  /**
   * What is to be sent: a record or a head.
   *
   * @param sent completed once the kernel has it; null if nobody waits
   */
  record Entry(
      @Nullable AuditRecord audited,
      @Nullable String head,
      @Nullable CompletableFuture<Void> sent) {}

  Sender(SyslogSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.message = new Message(settings.facility(), settings.host(), ProcessHandle.current().pid());
    this.trouble = new AuditTrouble(place(), clock.instant(), "not connected yet");
    this.thread = Thread.ofPlatform().daemon().name("audit-syslog").start(this::run);
  }

  /** False if it was dropped. */
  boolean offer(Entry entry) {
    if (waiting.incrementAndGet() > MOST_WAITING || ending) {
      waiting.decrementAndGet();
      dropped.increment();
      return false;
    }
    queue.add(entry);
    if (idle) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  int waiting() {
    return waiting.get();
  }

  long dropped() {
    return dropped.sum();
  }

  @Nullable AuditTrouble trouble() {
    long since = sending;
    if (since != 0 && System.nanoTime() - since > HANGING_NANOS) {
      return new AuditTrouble(
          place(), clock.instant(), "the server does not take what is sent to it");
    }
    return trouble;
  }

  @Override
  public void close() {
    ending = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(ENDING)) {
        // Ends a send that hangs.
        disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!ending || (!queue.isEmpty() && trouble == null)) {
      try {
        Transport open = connected();
        open.check();
        sendAll(open);
        rest();
      } catch (Throwable e) {
        // Errors too: nobody else would send what waits.
        away(e);
      }
    }
    disconnect();
  }

  private Transport connected() throws IOException {
    Transport open = transport;
    if (open == null) {
      open = Transport.open(settings.way());
      transport = open;
      pause = FIRST_PAUSE_NANOS;
      trouble = null;
      LOG.log(System.Logger.Level.INFO, "{0}: the audit is sent there", place());
    }
    return open;
  }

  /** An entry leaves the queue once it was sent. */
  private void sendAll(Transport open) throws IOException {
    for (Entry next = queue.peek(); next != null; next = queue.peek()) {
      sending = System.nanoTime() | 1;
      try {
        open.send(bytes(next));
      } finally {
        sending = 0;
      }
      Entry _ = queue.remove();
      waiting.decrementAndGet();
      if (next.sent() != null) {
        next.sent().complete(null);
      }
    }
  }

  private byte[] bytes(Entry entry) {
    return entry.audited() == null
        ? message.ofHead(clock.instant(), String.valueOf(entry.head()))
        : message.of(entry.audited());
  }

  private void rest() {
    idle = true;
    if (queue.isEmpty() && !ending) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
    idle = false;
  }

  private void away(Throwable e) {
    disconnect();
    AuditTrouble before = trouble;
    if (before == null || !before.why().equals(String.valueOf(e.getMessage()))) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the audit cannot be sent there, and waits up to {1} records: {2}",
          place(),
          MOST_WAITING,
          e.toString());
    }
    Instant since = before == null ? clock.instant() : before.since();
    trouble = new AuditTrouble(place(), since, String.valueOf(e.getMessage()));
    if (!ending) {
      LockSupport.parkNanos(this, pause);
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
  }

  private void disconnect() {
    Transport open = transport;
    transport = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It is gone in any case.
      }
    }
  }

  private String place() {
    return settings.way().toString();
  }
}
