package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.RawHttp2.END_HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.block;
import static io.rotakeep.adapter.grpc.RawHttp2.call;
import static java.util.Objects.requireNonNull;

import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** A listener over TLS that offers nothing, whose callers' authority revokes, and callers. */
final class TlsBed implements AutoCloseable {
  private static final Duration HOUR = Duration.ofHours(1);

  final TestCertificates own;
  final TestIdentity server;
  final OddCertificates odd;
  final Path authorities;
  final Path list;
  private final RpcSettings.Tls settings;
  private @Nullable TlsFiles files;
  private @Nullable TcpListener listener;

  TlsBed(Path directory) throws Exception {
    own = TestCertificates.in(directory.resolve("own"));
    server = own.server();
    authorities = directory.resolve("ca.crt");
    list = directory.resolve("ca.crl");
    odd = new OddCertificates(directory.resolve("odd"));
    odd.join(authorities);
    revoke();
    settings = new RpcSettings.Tls(server.certificate(), server.key(), authorities, list);
  }

  /**
   * @param clock asked at each look at a caller's certificate, by the thread that looks
   */
  TlsBed start(InstantSource clock) throws IOException {
    return start(clock, RpcSettings.Limits.DEFAULT, new HandshakeThreads(clock));
  }

  TlsBed start(InstantSource clock, RpcSettings.Limits limits, HandshakeThreads handshakes)
      throws IOException {
    InstantSource others = InstantSource.system();
    Surface surface =
        new Surface(
            new ServiceTable(List.of()),
            new HealthReport(List.of()),
            List.of(),
            false,
            limits,
            new OpenConnections(limits, others),
            new ResetPenalty(others),
            null,
            new LoopBeginnings(() -> {}));
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TlsFiles read = TlsFiles.read(settings, clock);
    files = read;
    listener = TcpListener.withTls(new RpcSettings.Tcp(free, settings), read, handshakes, surface);
    return this;
  }

  TlsFiles files() {
    return requireNonNull(files);
  }

  /** As the daemon does every second. */
  void refresh() {
    requireNonNull(listener).refresh();
  }

  TestIdentity caller(String name) throws Exception {
    return odd.issue(wish(name));
  }

  static Wish wish(String name) {
    return Wish.named(
        name,
        new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/" + name));
  }

  /** Has a new list there, of those callers. */
  void revoke(TestIdentity... callers) throws Exception {
    Instant now = Instant.now();
    odd.writeList(list, now.minus(HOUR), now.plus(HOUR), callers);
  }

  SSLContext context(TestIdentity caller) throws IOException, GeneralSecurityException {
    return context(caller, TlsSockets.trusting(own.authority()));
  }

  static SSLContext context(TestIdentity caller, TrustManager... trusted)
      throws IOException, GeneralSecurityException {
    return TlsSockets.context(caller, trusted);
  }

  RawHttp2 open(SSLContext context) throws IOException {
    return new RawHttp2(TlsSockets.open(context, port()));
  }

  /** A new connection whose hands are not shaken yet. */
  SSLSocket connect(SSLContext context) throws IOException {
    return TlsSockets.open(context, port());
  }

  /** The certificate that a new connection is shown. */
  Certificate shown(SSLContext context) throws IOException {
    try (SSLSocket socket = TlsSockets.open(context, port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** The first byte that a new connection hears, unless TLS says why there is none. */
  int hears(SSLContext context) throws IOException {
    try (SSLSocket socket = TlsSockets.open(context, port())) {
      return socket.getInputStream().read();
    }
  }

  /** Whether a new connection's first call is answered. */
  boolean isServed(SSLContext context) throws Exception {
    try (RawHttp2 peer = open(context)) {
      return isServed(peer.greet(), 1);
    } catch (EOFException | SocketException | SSLException e) {
      return false;
    }
  }

  static boolean isServed(RawHttp2 peer, int stream) throws Exception {
    peer.frame(HEADERS, END_HEADERS, stream, block(call(MessageFrames.GET)));
    peer.data(stream, RawHttp2.message(false, new byte[0]));
    return peer.answer().containsKey("grpc-status");
  }

  private int port() {
    return ((InetSocketAddress) requireNonNull(listener).server().getListenSockets().getFirst())
        .getPort();
  }

  @Override
  public void close() {
    var _ = requireNonNull(listener).server().shutdownNow();
  }
}
