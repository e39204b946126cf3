package io.rotakeep.adapter.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * Mutual TLS 1.3. No session is resumed: each connection proves its certificate anew, so that one
 * that has expired does not live on in a ticket.
 */
final class ServerTls {
  private ServerTls() {}

  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static SslContext context(RpcSettings.Tls tls) throws IOException {
    try {
      SslContextBuilder builder = identity(tls);
      GrpcSslContexts.configure(
          builder, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
      SslContext context =
          builder
              .trustManager(PemFiles.certificates(tls.clientAuthority()))
              .clientAuth(ClientAuth.REQUIRE)
              .protocols("TLSv1.3")
              .sessionCacheSize(1)
              .sessionTimeout(1)
              .build();
      if (context instanceof io.netty.handler.ssl.OpenSslContext open) {
        open.sessionContext().setSessionCacheEnabled(false);
      }
      return context;
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "listen.grpc.tls: "
              + tls.certificate()
              + ", "
              + tls.key()
              + " and "
              + tls.clientAuthority()
              + " must be PEM files of a certificate chain, its PKCS#8 key and the clients' CA: "
              + e.getMessage(),
          e);
    }
  }

  /** Keys in other forms than PKCS#8 are left to what Netty understands of them. */
  private static SslContextBuilder identity(RpcSettings.Tls tls)
      throws IOException, GeneralSecurityException {
    X509Certificate[] chain = PemFiles.certificates(tls.certificate());
    return PemFiles.pkcs8(tls.key(), chain[0].getPublicKey().getAlgorithm())
        .map(key -> SslContextBuilder.forServer(key, chain))
        .orElseGet(
            () -> SslContextBuilder.forServer(tls.certificate().toFile(), tls.key().toFile()));
  }
}
