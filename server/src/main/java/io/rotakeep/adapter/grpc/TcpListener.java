package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import javax.net.ssl.X509TrustManager;
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
    CertifiedConnections connections = null;
    NettyServerBuilder builder;
    if (files == null) {
      builder =
          surface.inPlainOn(
              NettyServerBuilder.forAddress(
                  at.address(),
                  PeerNegotiation.before(
                      InternalProtocolNegotiators::serverPlaintext, surface.connections())),
              CallerRecognition.ofDevelopers());
    } else {
      connections = new CertifiedConnections(() -> trusted(files));
      builder =
          surface.on(
              NettyServerBuilder.forAddress(
                  at.address(),
                  PeerNegotiation.before(
                      () -> InternalProtocolNegotiators.serverTls(files.current().context()),
                      surface.connections())),
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

  /** Null while no certificate is asked for. */
  private static @Nullable X509TrustManager trusted(TlsFiles files) {
    ClientTrust callers = files.current().callers();
    return callers == null ? null : callers.callers();
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
