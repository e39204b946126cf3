package io.rotakeep.adapter.syslog;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** An open way to a syslog server. For one thread, save that any may close it. */
interface Transport extends AutoCloseable {
  /** May block for as long as the kernel keeps it waiting. */
  void send(byte[] message) throws IOException;

  /**
   * Finds out whether the other side has gone, as far as that can be known without sending.
   *
   * @throws IOException if it has
   */
  void check() throws IOException;

  @Override
  void close() throws IOException;

  static Transport open(SyslogSettings.Way way) throws IOException {
    return switch (way) {
      case SyslogSettings.Way.Unix(var socket) -> DatagramSocketFile.connect(socket);
      case SyslogSettings.Way.Udp(var server) -> new Udp(resolved(server));
      case SyslogSettings.Way.Tcp(var server) -> StreamTransport.plain(resolved(server));
      case SyslogSettings.Way.Tls(var server, var authority) ->
          StreamTransport.encrypted(resolved(server), authority);
    };
  }

  private static InetSocketAddress resolved(InetSocketAddress server) throws IOException {
    InetSocketAddress found = new InetSocketAddress(server.getHostString(), server.getPort());
    if (found.isUnresolved()) {
      throw new IOException(server.getHostString() + ": no such host");
    }
    return found;
  }

  /** RFC 5426: one message a datagram, and nobody says whether it came. */
  final class Udp implements Transport {
    /** What IPv4 and UDP leave of 65,535. */
    private static final int LARGEST = 65_507;

    private final DatagramSocket socket;
    private final InetSocketAddress server;

    private Udp(InetSocketAddress server) throws IOException {
      this.server = server;
      this.socket = new DatagramSocket();
      socket.connect(server);
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, Math.min(LARGEST, message.length), server));
    }

    @Override
    public void check() {}

    @Override
    public void close() {
      socket.close();
    }
  }
}
