package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of callers with certificates, so that those whose certificate has been
 * revoked meanwhile, or has ended, can be ended too. Calls are not slowed: nothing is asked of a
 * connection before the rules change, or before a certificate of its chain ends. A new connection
 * whose handshake had begun by older rules is asked once more, and each where a session can be
 * resumed after all, as with the JDK's TLS: the certificate was looked at in an earlier one, a
 * second ago at the most. Thread-safe.
 */
final class CertifiedConnections extends ServerTransportFilter {
  private static final System.Logger LOG = System.getLogger(CertifiedConnections.class.getName());
  private static final Attributes.Key<Open> OPEN = Attributes.Key.create("rotakeep-connection");

  private final Supplier<@Nullable ClientTrust> callers;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /**
   * @param callers which certificates count at this moment; null if none does
   */
  CertifiedConnections(Supplier<@Nullable ClientTrust> callers) {
    this.callers = callers;
  }

  /** One connection; equal to itself only. */
  private static final class Open {
    final Channel channel;
    final X509Certificate[] chain;

    /** When it has to be looked at next; used by one thread. */
    Instant end;

    Open(Channel channel, X509Certificate[] chain) {
      this.channel = channel;
      this.chain = chain;
      this.end = endAfter(Instant.MIN);
    }

    /** The next certificate of the chain to end. Not every one that is sent must be needed. */
    Instant endAfter(Instant time) {
      return Arrays.stream(chain)
          .map(certificate -> certificate.getNotAfter().toInstant())
          .filter(time::isBefore)
          .min(Instant::compareTo)
          .orElse(Instant.MAX);
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
    // Only now: what changes after this finds it among the open ones.
    ClientTrust now = callers.get();
    if (now == null || !now.equals(TlsNegotiation.trustOf(transport))) {
      endIfUntrusted(connection, now);
    }
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
  void endUntrusted() {
    open.forEach(connection -> endIfUntrusted(connection, callers.get()));
  }

  /** The same for those of which a certificate has ended. */
  void endExpired(Instant now) {
    for (Open connection : open) {
      if (now.isAfter(connection.end)) {
        connection.end = connection.endAfter(now);
        endIfUntrusted(connection, callers.get());
      }
    }
  }

  private static void endIfUntrusted(Open connection, @Nullable ClientTrust trust) {
    X509Certificate leaf = connection.chain[0];
    try {
      if (trust == null) {
        throw new CertificateException("no certificate is asked for any more");
      }
      trust.callers().checkClientTrusted(connection.chain, leaf.getPublicKey().getAlgorithm());
    } catch (CertificateException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a connection was ended, since its certificate {0} does not count any more: {1}",
          leaf.getSerialNumber().toString(16),
          e.getMessage());
      OpenConnections.cut(connection.channel);
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
