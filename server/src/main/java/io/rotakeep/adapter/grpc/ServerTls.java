package io.rotakeep.adapter.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3, mutual where callers have certificates, from one reading of its files. No session is
 * resumed: each connection proves its certificate anew, so that one that has expired or was revoked
 * does not live on in a ticket.
 *
 * @param context for new connections
 * @param callers which certificates count; null if none is asked for
 */
record ServerTls(SslContext context, @Nullable ClientTrust callers) {
  /**
   * @throws IOException naming the setting whose file cannot be used
   */
  static ServerTls of(RpcSettings.Tls tls, InstantSource clock) throws IOException {
    try {
      List<X509Certificate> chain = ClientTrust.certificates(tls.certificate());
      PrivateKey key = key(tls.key(), chain.getFirst().getPublicKey().getAlgorithm());
      requirePair(chain.getFirst().getPublicKey(), key, tls);
      OwnCertificate.look(tls.certificate(), chain.getFirst(), clock.instant());
      Path authority = tls.clientAuthority();
      SslContextBuilder builder = SslContextBuilder.forServer(identity(chain, key));
      GrpcSslContexts.configure(
          builder,
          provider(chain, authority == null ? List.of() : ClientTrust.certificates(authority)));
      ClientTrust callers =
          authority == null ? null : ClientTrust.in(authority, tls.clientRevocations(), clock);
      if (callers != null) {
        builder.trustManager(callers.callers());
      }
      SslContext context =
          builder
              .clientAuth(asked(tls))
              .protocols("TLSv1.3")
              .sessionCacheSize(1)
              .sessionTimeout(1)
              .build();
      if (context instanceof OpenSslContext open) {
        open.sessionContext().setSessionCacheEnabled(false);
      }
      return new ServerTls(new WithoutTickets(context), callers);
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "listen.grpc.tls: "
              + tls.certificate()
              + ", "
              + tls.key()
              + " and "
              + (tls.clientAuthority() == null ? "client_ca" : tls.clientAuthority())
              + " must be PEM files of a certificate chain, its PKCS#8 key and the clients' CA: "
              + e.getMessage(),
          e);
    }
  }

  /** One that is shown has to be good, also where none has to be shown. */
  private static ClientAuth asked(RpcSettings.Tls tls) {
    if (tls.clientAuthority() == null) {
      return ClientAuth.NONE;
    }
    return tls.tokens() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
  }

  /** Without a key store, in which Netty would put them: its password takes long to derive. */
  private static KeyManager identity(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
    identity.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
    return identity;
  }

  /** BoringSSL is several times as fast, but offers no Ed25519 to its peers. */
  private static SslProvider provider(List<X509Certificate> own, List<X509Certificate> callers) {
    boolean edwards =
        Stream.concat(own.stream(), callers.stream())
            .anyMatch(it -> it.getPublicKey() instanceof EdECPublicKey);
    return OpenSsl.isAvailable() && !edwards ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /** While both files are being replaced, one is newer than the other. */
  private static void requirePair(PublicKey shown, PrivateKey key, RpcSettings.Tls tls)
      throws IOException, GeneralSecurityException {
    if (!KeyOwnership.isPair(shown, key)) {
      throw new IOException(
          "listen.grpc.tls.key: " + tls.key() + " is not the key of " + tls.certificate());
    }
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    return PemFiles.pkcs8(file, algorithm)
        .orElseThrow(
            () ->
                new IOException(
                    "listen.grpc.tls.key: "
                        + file
                        + " holds no PEM block \"PRIVATE KEY\" (PKCS #8)"));
  }
}
