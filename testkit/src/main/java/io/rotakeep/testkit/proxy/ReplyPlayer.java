package io.rotakeep.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;

/** Brings a fault onto the way back from a server. Both sockets are closed by the caller. */
final class ReplyPlayer {
  private ReplyPlayer() {}

  /** Waits until the server has begun to answer, then does as the fault says. */
  static void play(ReplyFault fault, Socket server, Socket client) throws IOException {
    InputStream reply = server.getInputStream();
    int first = reply.read();
    if (first < 0) {
      return;
    }
    switch (fault) {
      case ReplyFault.Dropped() -> {
        // The caller closes.
      }
      case ReplyFault.Reset() -> client.setOption(StandardSocketOptions.SO_LINGER, 0);
      case ReplyFault.Truncated(int bytes) ->
          pass(first, reply, client.getOutputStream(), bytes, Duration.ZERO);
      case ReplyFault.Drip(Duration pause) ->
          pass(first, reply, client.getOutputStream(), Integer.MAX_VALUE, pause);
      case ReplyFault.Silence() -> {
        // The other direction ends when the client leaves, and closes both.
        while (reply.read() >= 0) {
          // It goes nowhere.
        }
        awaitEnd(client);
      }
    }
  }

  private static void pass(int first, InputStream reply, OutputStream to, int most, Duration pause)
      throws IOException {
    int next = first;
    for (int sent = 0; sent < most && next >= 0; sent++) {
      pause(pause);
      to.write(next);
      to.flush();
      next = sent + 1 < most ? reply.read() : -1;
    }
  }

  /** The client may be read by the other direction: only the end of the connection is awaited. */
  private static void awaitEnd(Socket client) throws IOException {
    while (!client.isClosed() && !client.isInputShutdown()) {
      pause(Duration.ofMillis(10));
    }
  }

  private static void pause(Duration pause) throws IOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the gate is closing");
    }
  }
}
