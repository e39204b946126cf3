package io.rotakeep.adapter.oauth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one exchange. The library's own kind writes everything that crosses it to a log
 * that any configuration can switch on; this one has no such log. {@link #abort} works from any
 * thread and in any phase.
 */
final class SilentConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {
  private static final int END_OF_LINE = 2;

  /**
   * What is written in pieces longer than the hint goes to the socket at once, past the send
   * buffer: a request body does, but not the ends of lines, or each header would be a packet.
   */
  static final Http1Config LIMITS =
      Http1Config.custom()
          .setBufferSize(4096)
          .setChunkSizeHint(END_OF_LINE)
          .setMaxLineLength(8192)
          .setMaxHeaderCount(100)
          .setMaxEmptyLineCount(4)
          .build();

  private volatile boolean aborted;
  private volatile @Nullable Socket socket;
  private volatile @Nullable Socket visible;

  SilentConnection(StatusReader statusReader) {
    super(LIMITS, null, null, null, null, null, _ -> statusReader);
  }

  @Override
  public void bind(Socket plain) throws IOException {
    socket = plain;
    visible = plain;
    super.bind(plain);
    endIfAborted();
  }

  @Override
  public void bind(SSLSocket secured, Socket plain) throws IOException {
    socket = plain;
    visible = secured;
    super.bind(secured, plain);
    endIfAborted();
  }

  @Override
  public @Nullable Socket getSocket() {
    return isOpen() ? visible : null;
  }

  /** Without a reset: that would look to the server like a client gone before the answer. */
  @Override
  public void close(CloseMode mode) {
    super.close(CloseMode.GRACEFUL);
  }

  /** Cuts the connection whatever it is doing, and keeps it from being made anew. */
  void abort() {
    aborted = true;
    cut();
  }

  @Override
  public void passivate() {
    setSocketTimeout(Timeout.ZERO_MILLISECONDS);
  }

  @Override
  public void activate() {}

  private void endIfAborted() throws IOException {
    if (aborted) {
      cut();
      throw new InterruptedIOException("aborted");
    }
  }

  /** Closes the socket below TLS, whose own close may wait for a peer that does not answer. */
  private void cut() {
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It is gone either way.
      }
    }
  }
}
