package io.rotakeep.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP/1.1 server on a free port of 127.0.0.1: one virtual thread and one request for each
 * connection.
 *
 * <p>Written on sockets because the faults it must show (a reset after the body, half a status
 * line, a byte a second) are what HTTP libraries exist to prevent.
 */
public final class LoopbackHttpServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LoopbackHttpServer.class.getName());
  private static final int BACKLOG = 4096;

  private final ServerSocket listener;
  private final InstantSource clock;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private LoopbackHttpServer(ServerSocket listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Takes the port, 0 for a free one; clients can connect, and are answered after {@link #serve}.
   */
  public static LoopbackHttpServer listen(int port, InstantSource clock) {
    try {
      var listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
      return new LoopbackHttpServer(listener, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  /** Answers from now on; to be called once. */
  public void serve(HttpHandler handler) {
    serve(handler, _ -> true);
  }

  /** Answers from now on those whom the doorkeeper admits; to be called once. */
  public void serve(HttpHandler handler, Doorkeeper door) {
    Thread.ofVirtual().name("loopback-http-accept").start(() -> acceptUntilClosed(handler, door));
  }

  /** {@code http://127.0.0.1:port}, without a slash at the end. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(LoopbackHttpServer::closeQuietly);
  }

  private void acceptUntilClosed(HttpHandler handler, Doorkeeper door) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().name("loopback-http").start(() -> serve(socket, handler, door));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no longer accepting", e);
      }
    }
  }

  private void serve(Socket socket, HttpHandler handler, Doorkeeper door) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      Wire wire = new Wire(socket);
      if (door.admits(wire)) {
        handler.handle(new RequestReader(socket.getInputStream(), clock).read(), wire);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the client left early", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the test server failed to answer", e);
    } finally {
      open.remove(socket);
    }
  }

  private static void closeQuietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "already closed", e);
    }
  }
}
