package io.rotakeep.adapter.grpc;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of their own for what TLS leaves to others in a handshake. By BoringSSL that is to bring
 * the own certificate, and to look whether the caller's counts; the signature and the agreement on
 * keys stay on the event loop. By the JDK it is nearly all. On the event loop it would hold up the
 * calls of everybody whose connection is there, and who shakes hands all the time would do so at
 * will. Half the processors at the most; who comes when all are busy waits for the turn of its
 * peer, as long as a handshake may take, and who comes when too many wait, in all or from the same
 * peer, is turned away. Idle threads end. Thread-safe.
 */
final class HandshakeThreads {
  /** More would not have their turn before their time is over; half of them of one peer. */
  static final int WAITING = 4096;

  static final String NAME = "rotakeep-handshake";

  private static final System.Logger LOG = System.getLogger(HandshakeThreads.class.getName());
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final HandshakeLine line;
  private final Seldom refusals;
  private final Seldom refusalsOfOnePeer;

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
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory(NAME, true));
    this.threads.allowCoreThreadTimeOut(true);
    this.line = new HandshakeLine(waiting);
    this.refusals = new Seldom(clock);
    this.refusalsOfOnePeer = new Seldom(clock);
  }

  /**
   * @return false if as many wait as may, in all or of that peer
   */
  boolean take(String peer, Runnable task) {
    return switch (line.add(peer, task)) {
      case ENOUGH -> {
        threads.execute(this::compute);
        yield true;
      }
      case FULL -> {
        refused(refusals, line.inAll() + " wait, as many as may");
        yield false;
      }
      case FULL_FOR_PEER -> {
        refused(
            refusalsOfOnePeer,
            line.perPeer() + " wait from " + peer + ", as many as may of one peer");
        yield false;
      }
    };
  }

  /** All that there is: for one of them no thread may have been to be had. */
  private void compute() {
    for (Runnable task = line.next(); task != null; task = line.next()) {
      task.run();
    }
  }

  /** One peer beyond its bound must not hide that others are refused as well. */
  private static void refused(Seldom log, String why) {
    if (log.now()) {
      LOG.log(System.Logger.Level.WARNING, "handshakes are refused: {0}", why);
    }
  }
}
