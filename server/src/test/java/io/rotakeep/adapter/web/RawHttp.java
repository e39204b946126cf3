package io.rotakeep.adapter.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Sends bytes as they are, which no client would, and reads to the end. */
final class RawHttp {
  private static final int PATIENCE = 20_000;

  private RawHttp() {}

  /** All that came back before the server closed; empty if it closed without a word. */
  static String send(InetSocketAddress address, String request) throws IOException {
    try (Socket socket = open(address)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return rest(socket);
    }
  }

  static Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getHostString(), address.getPort());
    socket.setSoTimeout(PATIENCE);
    return socket;
  }

  static String rest(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        all.append((char) next);
      }
    } catch (SocketException e) {
      // Reset: the server did not wait for the rest of what it refused.
      return all.toString();
    }
    return all.toString();
  }
}
