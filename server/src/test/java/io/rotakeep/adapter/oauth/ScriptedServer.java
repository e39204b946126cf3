package io.rotakeep.adapter.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes connections on loopback, plays one script on each, and keeps what was said to it. */
final class ScriptedServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  private final ServerSocket listener;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger bytesRead = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What one connection does; when it returns or throws, the connection is closed. */
  interface Script {
    void play(Peer peer) throws IOException, InterruptedException;
  }

  ScriptedServer(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** Reads each request whole and answers with the same text. */
  static ScriptedServer answering(String answer) throws IOException {
    return new ScriptedServer(
        peer -> {
          peer.readRequest();
          peer.write(answer);
        });
  }

  static String ok(String json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Head and body of each whole request, in the order of their arrival. */
  List<String> requests() {
    return requests;
  }

  String onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("one request expected, not " + requests.size());
    }
    return requests.getFirst();
  }

  int connections() {
    return connections.get();
  }

  /** Bytes of requests that the scripts have read, whole requests or not. */
  int bytesRead() {
    return bytesRead.get();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> play(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(new Peer(socket));
    } catch (IOException _) {
      // The client went away, which some tests want.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server's end of one connection. */
  final class Peer {
    private final Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    /** Head and body, by the request's Content-Length. */
    String readRequest() throws IOException {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      while (!isWhole(read)) {
        readOctet(read);
      }
      String request = read.toString(StandardCharsets.ISO_8859_1);
      requests.add(request);
      return request;
    }

    void readHead() throws IOException {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      while (!read.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
        readOctet(read);
      }
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Closes with RST instead of FIN. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Holds the connection open, silent, until the test ends. */
    void keepSilent() throws InterruptedException {
      closed.await();
    }

    private void readOctet(ByteArrayOutputStream read) throws IOException {
      InputStream in = socket.getInputStream();
      int octet = in.read();
      if (octet == -1) {
        throw new IOException("the client closed");
      }
      bytesRead.incrementAndGet();
      read.write(octet);
    }

    private static boolean isWhole(ByteArrayOutputStream read) {
      String text = read.toString(StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end == -1) {
        return false;
      }
      Matcher length = LENGTH.matcher(text.substring(0, end + 4));
      int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
      return text.length() >= end + 4 + expected;
    }
  }

  /** A port of loopback on which nothing listens. */
  static int refusedPort() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
