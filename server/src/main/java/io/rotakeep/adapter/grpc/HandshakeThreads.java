package io.rotakeep.adapter.grpc;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of their own for what TLS leaves to others in a handshake. By BoringSSL that is to bring
 * the own certificate, and to look whether the caller's counts; the signature and the agreement on
 * keys stay on the event loop. By the JDK it is nearly all. On the event loop it would hold up the
 * calls of everybody whose connection is there, and who shakes hands all the time would do so at
 * will. Half the processors at the most; who comes when all are busy waits, as long as a handshake
 * may take, and who comes when too many wait is turned away. Idle threads end. Thread-safe.
 */
final class HandshakeThreads {
  /** More would not have their turn before their time is over. */
  static final int WAITING = 4096;

  static final String NAME = "rotakeep-handshake";

  private static final System.Logger LOG = System.getLogger(HandshakeThreads.class.getName());
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final int waiting;
  private final Seldom refusals;

  HandshakeThreads(InstantSource clock) {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), WAITING, clock);
  }

  HandshakeThreads(int most, int waiting, InstantSource clock) {
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            new DefaultThreadFactory(NAME, true));
    this.threads.allowCoreThreadTimeOut(true);
    this.waiting = waiting;
    this.refusals = new Seldom(clock);
  }

  /**
   * @return false if as many wait as may
   */
  boolean take(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      if (refusals.now()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "handshakes are refused: {0} wait, as many as may",
            Integer.toString(waiting));
      }
      return false;
    }
  }
}
