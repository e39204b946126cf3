package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of callers with certificates, so that those whose certificate has been
 * revoked meanwhile can be ended. Calls are not slowed: nothing is asked of a connection before the
 * rules change. Thread-safe.
 */
final class CertifiedConnections extends ServerTransportFilter {
  private static final System.Logger LOG = System.getLogger(CertifiedConnections.class.getName());
  private static final Attributes.Key<Open> OPEN = Attributes.Key.create("rotakeep-connection");

  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /** One connection; equal to itself only. */
  private static final class Open {
    final Channel channel;
    final X509Certificate[] chain;

    Open(Channel channel, X509Certificate[] chain) {
      this.channel = channel;
      this.chain = chain;
    }
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    Channel channel = PeerNegotiation.channelOf(transport);
    X509Certificate[] chain = chainIn(transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    if (channel == null || chain.length == 0) {
      return transport;
    }
    Open connection = new Open(channel, chain);
    open.add(connection);
    return transport.toBuilder().set(OPEN, connection).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes transport) {
    // Null after a handshake that failed.
    Open connection = transport == null ? null : transport.get(OPEN);
    if (connection != null) {
      open.remove(connection);
    }
  }

  /** Ends every connection that could not be made any more, with the calls on it. */
  void endUntrusted(X509TrustManager callers) {
    for (Open connection : open) {
      X509Certificate leaf = connection.chain[0];
      try {
        callers.checkClientTrusted(connection.chain, leaf.getPublicKey().getAlgorithm());
      } catch (CertificateException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a connection was ended, since its certificate {0} does not count any more: {1}",
            leaf.getSerialNumber().toString(16),
            e.getMessage());
        var _ = connection.channel.close();
      }
    }
  }

  private static X509Certificate[] chainIn(@Nullable SSLSession session) {
    try {
      return session == null
          ? new X509Certificate[0]
          : Arrays.stream(session.getPeerCertificates())
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
    } catch (SSLPeerUnverifiedException e) {
      return new X509Certificate[0];
    }
  }
}
