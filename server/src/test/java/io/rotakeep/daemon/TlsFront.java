package io.rotakeep.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;

/** Speaks TLS before a server on loopback that speaks none. */
final class TlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final URI server;

  private TlsFront(ServerSocket listener, URI server) {
    this.listener = listener;
    this.server = server;
    Thread.ofVirtual().name("tls-front").start(this::accept);
  }

  static TlsFront before(URI server, SSLContext identity) throws IOException {
    return new TlsFront(
        identity
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")),
        server);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket onward = new Socket(server.getHost(), server.getPort());
        Thread.ofVirtual().start(() -> pass(client, onward));
        Thread.ofVirtual().start(() -> pass(onward, client));
      } catch (IOException _) {
        // It is closed, or the server is away.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      long _ = from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One side has gone, and the other goes with it.
    }
  }
}
