package io.rotakeep.adapter.grpc;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * may take, and who comes when too many wait, in all or from the same peer, is turned away. Idle
 * threads end. Thread-safe.
 */
final class HandshakeThreads {
  /** More would not have their turn before their time is over; half of them of one peer. */
  static final int WAITING = 4096;

  static final String NAME = "rotakeep-handshake";

  private static final System.Logger LOG = System.getLogger(HandshakeThreads.class.getName());
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final int inAll;
  private final int perPeer;
  private final Map<String, Integer> byPeer = new ConcurrentHashMap<>();
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
            new LinkedBlockingQueue<>(waiting),
            new DefaultThreadFactory(NAME, true));
    this.threads.allowCoreThreadTimeOut(true);
    this.inAll = waiting;
    this.perPeer = Math.max(1, waiting / 2);
    this.refusals = new Seldom(clock);
    this.refusalsOfOnePeer = new Seldom(clock);
  }

  /**
   * @return false if as many wait as may, in all or of that peer
   */
  boolean take(String peer, Runnable task) {
    if (byPeer.merge(peer, 1, Integer::sum) > perPeer) {
      waitsNoMore(peer);
      refused(refusalsOfOnePeer, perPeer + " wait from " + peer + ", as many as may of one peer");
      return false;
    }
    boolean taken = false;
    try {
      threads.execute(() -> compute(peer, task));
      taken = true;
    } catch (RejectedExecutionException e) {
      refused(refusals, inAll + " wait, as many as may");
    } finally {
      if (!taken) {
        waitsNoMore(peer);
      }
    }
    return taken;
  }

  private void compute(String peer, Runnable task) {
    waitsNoMore(peer);
    task.run();
  }

  private void waitsNoMore(String peer) {
    byPeer.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
  }

  /** One peer beyond its bound must not hide that others are refused as well. */
  private static void refused(Seldom log, String why) {
    if (log.now()) {
      LOG.log(System.Logger.Level.WARNING, "handshakes are refused: {0}", why);
    }
  }
}
