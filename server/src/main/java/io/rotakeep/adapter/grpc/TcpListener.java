package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The API on a network address, over TLS. */
final class TcpListener {
  private final Server server;
  private final @Nullable TlsFiles files;
  private final @Nullable CertifiedConnections connections;

  private TcpListener(
      Server server, @Nullable TlsFiles files, @Nullable CertifiedConnections connections) {
    this.server = server;
    this.files = files;
    this.connections = connections;
  }

  /**
   * @param files null for none
   * @throws IOException if the address is taken
   */
  static TcpListener start(RpcSettings.Tcp at, @Nullable TlsFiles files, Surface surface)
      throws IOException {
    return files == null
        ? inPlain(at, surface)
        : withTls(at, files, new HandshakeThreads(files::now), surface);
  }

  private static TcpListener inPlain(RpcSettings.Tcp at, Surface surface) throws IOException {
    return start(
        at,
        surface.inPlainOn(
            NettyServerBuilder.forAddress(
                at.address(),
                PeerNegotiation.before(
                    InternalProtocolNegotiators::serverPlaintext, surface.connections())),
            CallerRecognition.ofDevelopers()),
        null,
        null);
  }

  /**
   * @throws IOException if the address is taken
   */
  static TcpListener withTls(
      RpcSettings.Tcp at, TlsFiles files, HandshakeThreads handshakes, Surface surface)
      throws IOException {
    CertifiedConnections connections = new CertifiedConnections(() -> files.current().callers());
    NettyServerBuilder builder =
        surface.on(
            NettyServerBuilder.forAddress(
                at.address(),
                PeerNegotiation.before(
                    () -> new TlsNegotiation(files.current(), handshakes), surface.connections())),
            CallerRecognition.byCertificate());
    return start(at, builder.addTransportFilter(connections), files, connections);
  }

  private static TcpListener start(
      RpcSettings.Tcp at,
      NettyServerBuilder builder,
      @Nullable TlsFiles files,
      @Nullable CertifiedConnections connections)
      throws IOException {
    try {
      return new TcpListener(builder.build().start(), files, connections);
    } catch (IOException e) {
      throw new IOException(
          "listen.grpc: " + at.address() + " cannot be listened on: " + e.getMessage(), e);
    }
  }

  Server server() {
    return server;
  }

  void refresh() {
    if (files == null || connections == null) {
      return;
    }
    if (files.refresh()) {
      connections.endUntrusted();
    } else {
      connections.endExpired(files.now());
    }
  }
}
