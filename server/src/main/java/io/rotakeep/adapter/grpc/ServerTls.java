package io.rotakeep.adapter.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3, mutual where callers have certificates. No session is resumed: each connection proves
 * its certificate anew, so that one that has expired or was revoked does not live on in a ticket.
 *
 * @param context for new connections
 * @param own what is shown to them
 * @param callers which certificates count; null if none is asked for
 * @param asked whether a certificate must be shown
 */
record ServerTls(
    SslContext context, ServerIdentity own, @Nullable ClientTrust callers, ClientAuth asked) {
  /**
   * @param tokens whether a caller may come without a certificate
   * @throws IOException if the two cannot be used together
   */
  static ServerTls of(ServerIdentity own, @Nullable ClientTrust callers, boolean tokens)
      throws IOException {
    return of(own, callers, asked(callers, tokens));
  }

  /** The same, showing something else. */
  ServerTls with(ServerIdentity another) throws IOException {
    return of(another, callers, asked);
  }

  /** The same, trusting others. */
  ServerTls with(ClientTrust others) throws IOException {
    return of(own, others, asked);
  }

  /** One that is shown has to be good, also where none has to be shown. */
  private static ClientAuth asked(@Nullable ClientTrust callers, boolean tokens) {
    if (callers == null) {
      return ClientAuth.NONE;
    }
    return tokens ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
  }

  private static ServerTls of(ServerIdentity own, @Nullable ClientTrust callers, ClientAuth asked)
      throws IOException {
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(own.keys());
      GrpcSslContexts.configure(
          builder, provider(own.chain(), callers == null ? List.of() : callers.authorities()));
      if (callers != null) {
        builder.trustManager(callers.callers());
      }
      SslContext context =
          builder
              .clientAuth(asked)
              .protocols("TLSv1.3")
              .sessionCacheSize(1)
              .sessionTimeout(1)
              .build();
      if (context instanceof OpenSslContext open) {
        open.sessionContext().setSessionCacheEnabled(false);
      }
      return new ServerTls(new WithoutTickets(context), own, callers, asked);
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "listen.grpc.tls: the certificate and client_ca cannot be used: " + e.getMessage(), e);
    }
  }

  /** BoringSSL is several times as fast, but offers no Ed25519 to its peers. */
  private static SslProvider provider(List<X509Certificate> own, List<X509Certificate> callers) {
    boolean edwards =
        Stream.concat(own.stream(), callers.stream())
            .anyMatch(it -> it.getPublicKey() instanceof EdECPublicKey);
    return OpenSsl.isAvailable() && !edwards ? SslProvider.OPENSSL : SslProvider.JDK;
  }
}
