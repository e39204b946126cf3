package io.rotakeep.testkit.user;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Passes bytes between a loopback port and a unix socket, so that whoever calls the port reaches
 * the socket as this process's user. A program of its own that needs nothing but the JDK.
 */
final class SocketRelay {
  static final String READY = "relaying ";
  static final String REFUSED = "refused ";

  private SocketRelay() {}

  /** Takes the path of the socket; says its port, and why it could not connect. */
  @SuppressWarnings("SystemOut") // what it says is read by the process that started it
  public static void main(String[] arguments) throws IOException {
    var target = UnixDomainSocketAddress.of(Path.of(arguments[0]));
    try (ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      System.out.println(READY + port.getLocalPort());
      while (true) {
        Socket caller = port.accept();
        try {
          SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
          socket.connect(target);
          pass(caller.getInputStream(), Channels.newOutputStream(socket), socket);
          pass(Channels.newInputStream(socket), caller.getOutputStream(), caller);
        } catch (IOException e) {
          System.out.println(REFUSED + e.getMessage());
          caller.close();
        }
      }
    }
  }

  /** Until one of the two ends; then ends what is written to. */
  private static void pass(InputStream from, OutputStream to, AutoCloseable written) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (written) {
                from.transferTo(to);
              } catch (IOException e) {
                // The other side has gone, which is how relaying ends.
              } catch (Exception e) {
                throw new UncheckedIOException(new IOException(e));
              }
            });
  }
}
