package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The API on a network address, over mutual TLS. */
final class TcpListener {
  private final Server server;
  private final @Nullable TlsFiles files;
  private final CertifiedConnections connections;

  private TcpListener(Server server, @Nullable TlsFiles files, CertifiedConnections connections) {
    this.server = server;
    this.files = files;
    this.connections = connections;
  }

  /**
   * @throws IOException if the address is taken or a file of TLS cannot be used
   */
  static TcpListener start(RpcSettings.Tcp at, Surface surface) throws IOException {
    CertifiedConnections connections = new CertifiedConnections();
    RpcSettings.Tls tls = at.tls();
    TlsFiles files = tls == null ? null : TlsFiles.read(tls, surface.limits().handshake());
    NettyServerBuilder builder;
    if (files == null) {
      builder =
          surface.on(NettyServerBuilder.forAddress(at.address()), CallerRecognition.ofDevelopers());
    } else {
      builder =
          surface.on(
              NettyServerBuilder.forAddress(
                  at.address(),
                  PeerNegotiation.before(
                      () -> InternalProtocolNegotiators.serverTls(files.current().context()))),
              CallerRecognition.byCertificate());
      builder.addTransportFilter(connections);
    }
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
    if (files != null && files.refresh()) {
      connections.endUntrusted(files.current().callers());
    }
  }
}
