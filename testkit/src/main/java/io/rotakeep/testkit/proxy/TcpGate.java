package io.rotakeep.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Stands before a server on loopback and passes bytes on, whatever they mean. Shut, it cuts all
 * connections and lets nobody through; stalled, it keeps them and passes nothing on, as a network
 * does whose cable was pulled. Single replies can be lost or damaged by {@link #nextReply}.
 * Thread-safe.
 */
public final class TcpGate implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TcpGate.class.getName());

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Queue<ReplyFault> faults = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean shut;
  private boolean stalled;
  private long repliesUntilStall = Long.MAX_VALUE;

  private TcpGate(InetSocketAddress server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
  }

  /** An open gate on a free port. */
  public static TcpGate before(InetSocketAddress server) {
    try {
      var listener = new ServerSocket(0, 128, InetAddress.ofLiteral("127.0.0.1"));
      var gate = new TcpGate(server, listener);
      Thread.ofVirtual().name("tcp-gate").start(gate::accept);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException("no port on 127.0.0.1", e);
    }
  }

  /** {@code host:port} by way of this gate. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /**
   * Strikes the reply on the next connection that is made, once the server has begun to answer; one
   * fault after the other, each on a connection of its own.
   */
  public void nextReply(ReplyFault fault) {
    faults.add(fault);
  }

  public void shut() {
    set(true, false);
    open.forEach(TcpGate::closeQuietly);
  }

  public void stall() {
    set(false, true);
  }

  /** Stalls by itself once about so many bytes of replies have passed. */
  public void stallAfter(long bytes) {
    lock.lock();
    try {
      repliesUntilStall = bytes;
    } finally {
      lock.unlock();
    }
  }

  public boolean isStalled() {
    lock.lock();
    try {
      return stalled;
    } finally {
      lock.unlock();
    }
  }

  public void open() {
    set(false, false);
  }

  private void set(boolean nowShut, boolean nowStalled) {
    lock.lock();
    try {
      shut = nowShut;
      stalled = nowStalled;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isShut() {
    lock.lock();
    try {
      return shut;
    } finally {
      lock.unlock();
    }
  }

  private void replied(long bytes) {
    lock.lock();
    try {
      repliesUntilStall -= bytes;
      if (repliesUntilStall <= 0) {
        repliesUntilStall = Long.MAX_VALUE;
        stalled = true;
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitFlow() throws InterruptedException {
    lock.lock();
    try {
      while (stalled) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no longer accepting, or the server is away", e);
      }
    }
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    if (isShut()) {
      closeQuietly(client);
      return;
    }
    Socket onward = new Socket();
    open.add(onward);
    try {
      onward.connect(server);
    } catch (IOException e) {
      closeQuietly(client);
      throw e;
    }
    client.setTcpNoDelay(true);
    onward.setTcpNoDelay(true);
    Thread.ofVirtual().name("tcp-gate-in").start(() -> pump(client, onward, _ -> {}));
    ReplyFault fault = faults.poll();
    Thread.ofVirtual()
        .name("tcp-gate-out")
        .start(
            fault == null
                ? () -> pump(onward, client, this::replied)
                : () -> damage(fault, onward, client));
  }

  private void pump(Socket from, Socket to, LongConsumer passed) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      int read = from.getInputStream().read(buffer);
      while (read >= 0) {
        awaitFlow();
        to.getOutputStream().write(buffer, 0, read);
        passed.accept(read);
        read = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void damage(ReplyFault fault, Socket server, Socket client) {
    try (client;
        server) {
      ReplyPlayer.play(fault, server, client);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection ended", e);
    } finally {
      open.remove(client);
      open.remove(server);
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    shut();
  }

  private static void closeQuietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "already closed", e);
    }
  }
}
