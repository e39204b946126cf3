package io.rotakeep.testkit.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The way back to the client of one request, down to the single byte.
 *
 * <p>Used by one thread. The server closes the connection when its handler returns.
 */
public final class Wire {
  private static final int CHUNK = 64 * 1024;

  private final Socket socket;

  Wire(Socket socket) {
    this.socket = socket;
  }

  /** Where the client is. */
  public InetAddress client() {
    return socket.getInetAddress();
  }

  public void send(HttpAnswer answer) throws IOException {
    write(answer.bytes(), 0, answer.bytes().length);
  }

  /** Status and headers of the answer with another body, byte for byte. */
  public void send(HttpAnswer answer, byte[] body) throws IOException {
    byte[] head = answer.head(body.length);
    write(head, 0, head.length);
    write(body, 0, body.length);
  }

  /** Sends only the first bytes of the answer, from the status line on; it stays open. */
  public void sendFirst(HttpAnswer answer, int bytes) throws IOException {
    byte[] all = answer.bytes();
    write(all, 0, Math.min(all.length, bytes));
  }

  /** Announces the whole body, sends only its first {@code bodyBytes} bytes, then closes. */
  public void sendTruncated(HttpAnswer answer, int bodyBytes) throws IOException {
    byte[] bytes = answer.bytes();
    write(bytes, 0, Math.min(bytes.length, answer.head().length + bodyBytes));
  }

  /** Announces and sends {@code size} bytes of body, made of the answer's body and spaces. */
  public void sendPadded(HttpAnswer answer, long size) throws IOException {
    byte[] head = answer.head(size);
    write(head, 0, head.length);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    write(body, 0, body.length);
    byte[] padding = " ".repeat(CHUNK).getBytes(StandardCharsets.US_ASCII);
    for (long left = size - body.length; left > 0; left -= CHUNK) {
      write(padding, 0, (int) Math.min(left, CHUNK));
    }
  }

  /** Sends the answer one byte at a time with {@code pause} before each. */
  public void drip(HttpAnswer answer, Duration pause) throws IOException {
    byte[] bytes = answer.bytes();
    for (int i = 0; i < bytes.length; i++) {
      pause(pause);
      write(bytes, i, 1);
    }
  }

  /** Says nothing for as long as the client keeps the connection, at most {@code limit}. */
  public void staySilent(Duration limit) throws IOException {
    socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
    try {
      while (socket.getInputStream().read() >= 0) {
        // The client may send more; it gets no answer either.
      }
    } catch (java.net.SocketTimeoutException e) {
      // The limit is reached: the connection closes without an answer.
    }
  }

  /** Ends the connection with a TCP reset instead of an orderly close. */
  public void reset() throws IOException {
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    socket.close();
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    socket.getOutputStream().write(bytes, offset, length);
    socket.getOutputStream().flush();
  }

  private static void pause(Duration pause) throws IOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("the server is closing");
    }
  }
}
