package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that passes connections on by CONNECT (RFC 9110 §9.3.6). It learns the server's
 * host and port and its own credentials; what goes through the tunnel is TLS with the server.
 * Thread-safe.
 */
public final class ConnectProxy implements AutoCloseable {
  private static final int HEAD_LIMIT = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?:[ \r\n]|$)");

  private final String host;
  private final int port;
  private final @Nullable Login login;

  /**
   * What the proxy knows us by (RFC 7617).
   *
   * @param user without a colon
   */
  public record Login(SecretBytes user, SecretBytes password) {}

  /**
   * @param login null if the proxy asks for none; closed with this object
   */
  public ConnectProxy(String host, int port, @Nullable Login login) {
    this.host = host;
    this.port = port;
    this.login = login;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /**
   * On return all that is written to the socket goes to {@code server}, and it has said nothing
   * yet.
   *
   * @param server host and port
   * @throws ProxyRefusedException if the proxy would not
   */
  void open(Socket socket, String server) throws IOException {
    try (SecretBytes request = request(server)) {
      request.writeTo(socket.getOutputStream());
    }
    int status = status(socket.getInputStream());
    if (status == 407) {
      throw new ProxyRefusedException(
          "it wants other credentials (status 407); see egress.proxy_user and proxy_password");
    }
    if (status < 200 || status > 299) {
      throw new ProxyRefusedException("it made no tunnel (status " + status + ")");
    }
  }

  private SecretBytes request(String server) {
    try (WipedBuffer out = new WipedBuffer(512)) {
      put("CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n", out);
      put("User-Agent: rotakeep\r\n", out);
      if (login != null) {
        put("Proxy-Authorization: Basic ", out);
        put(login, out);
        put("\r\n", out);
      }
      put("\r\n", out);
      return out.toSecret();
    }
  }

  private static void put(Login login, WipedBuffer out) {
    try (WipedBuffer pair = new WipedBuffer(256)) {
      put(login.user(), pair);
      pair.put(':');
      put(login.password(), pair);
      try (SecretBytes joined = pair.toSecret();
          SecretBytes encoded =
              SecretBytes.owning(joined.read(bytes -> Base64.getEncoder().encode(bytes)))) {
        put(encoded, out);
      }
    }
  }

  private static void put(SecretBytes secret, WipedBuffer out) {
    secret.read(
        bytes -> {
          for (byte octet : bytes) {
            out.put(octet);
          }
          return out;
        });
  }

  private static void put(String ascii, WipedBuffer out) {
    ascii.chars().forEach(out::put);
  }

  /** Reads the head and no further: the next byte is the server's. */
  private static int status(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(256);
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int octet = in.read();
      if (octet == -1) {
        throw new ProxyRefusedException("it closed the connection");
      }
      if (head.length() == HEAD_LIMIT) {
        throw new ProxyRefusedException("its answer is too long");
      }
      head.append((char) octet);
    }
    Matcher line = STATUS.matcher(head);
    if (!line.lookingAt()) {
      throw new ProxyRefusedException("its answer is no HTTP");
    }
    return Integer.parseInt(line.group(1));
  }

  @Override
  public void close() {
    if (login != null) {
      login.user().close();
      login.password().close();
    }
  }

  @Override
  public String toString() {
    return "http://" + host + ":" + port;
  }
}
