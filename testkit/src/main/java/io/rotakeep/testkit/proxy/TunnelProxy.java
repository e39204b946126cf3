package io.rotakeep.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on loopback that knows CONNECT and nothing else. Names lead where the test says, so
 * that a server on loopback can stand for one on the Internet. It keeps all that clients send, as
 * one who listens on the way would. Thread-safe.
 */
public final class TunnelProxy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TunnelProxy.class.getName());
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final ServerSocket listener;
  private final Thread acceptor = Thread.ofVirtual().name("tunnel-proxy").unstarted(this::accept);
  private final Map<String, InetSocketAddress> servers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private volatile @Nullable String login;
  private volatile @Nullable String answer;

  private TunnelProxy(ServerSocket listener, Map<String, InetSocketAddress> servers) {
    this.listener = listener;
    this.servers = Map.copyOf(servers);
  }

  /**
   * On a free port.
   *
   * @param servers by host and port, such as {@code as.example.org:443}; others get 502
   */
  public static TunnelProxy to(Map<String, InetSocketAddress> servers) {
    try {
      var listener = new ServerSocket(0, 128, InetAddress.ofLiteral("127.0.0.1"));
      var proxy = new TunnelProxy(listener, servers);
      proxy.acceptor.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("no port on 127.0.0.1", e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** From now on only who shows this value of Proxy-Authorization gets a tunnel; others 407. */
  public void demand(String authorization) {
    login = authorization;
  }

  /** From now on this is the whole answer to every request, and no tunnel; null lifts that. */
  public void answerAll(@Nullable String text) {
    answer = text;
  }

  /** The head of each request, in the order of their arrival. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** All that clients sent, heads and what went through tunnels, octet by octet. */
  public String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    // The kernel lets the port go when the last accept has returned.
    awaitQuietly(acceptor);
    open.forEach(TunnelProxy::closeQuietly);
  }

  private static void awaitQuietly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().name("tunnel-proxy-client").start(() -> serve(client));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no longer accepting", e);
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      requests.add(head);
      InetSocketAddress server = servers.get(target(head));
      String refusal = refusal(head, server);
      if (refusal != null || server == null) {
        write(client, refusal);
        return;
      }
      try (Socket onward = new Socket(server.getAddress(), server.getPort())) {
        open.add(onward);
        write(client, ESTABLISHED);
        Thread back = Thread.ofVirtual().start(() -> pass(onward, client, false));
        pass(client, onward, true);
        back.join();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private @Nullable String refusal(String head, @Nullable InetSocketAddress server) {
    String demanded = login;
    if (answer != null) {
      return answer;
    }
    if (demanded != null && !head.contains("\r\nProxy-Authorization: " + demanded + "\r\n")) {
      return "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic"
          + " realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
    }
    return server == null ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n" : null;
  }

  private static String target(String head) {
    String[] words = head.split(" ", 3);
    return words.length == 3 && words[0].equals("CONNECT") ? words[1] : "";
  }

  private String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the client closed");
      }
      keep(new byte[] {(byte) octet}, 1);
      head.append((char) octet);
    }
    return head.toString();
  }

  private void pass(Socket from, Socket to, boolean kept) {
    byte[] buffer = new byte[8 * 1024];
    try (from;
        to) {
      int read = from.getInputStream().read(buffer);
      while (read >= 0) {
        if (kept) {
          keep(buffer, read);
        }
        to.getOutputStream().write(buffer, 0, read);
        read = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a tunnel ended", e);
    }
  }

  private void keep(byte[] octets, int length) {
    synchronized (heard) {
      heard.write(octets, 0, length);
    }
  }

  private static void write(Socket client, @Nullable String text) throws IOException {
    if (text != null) {
      client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
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
