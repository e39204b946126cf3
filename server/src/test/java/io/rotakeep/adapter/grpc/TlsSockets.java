package io.rotakeep.adapter.grpc;

import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.3 for HTTP/2 by the JDK alone, for tests that go below gRPC. */
final class TlsSockets {
  private TlsSockets() {}

  /** Shows a certificate, and looks at the other's as told. */
  static SSLContext context(TestIdentity own, TrustManager... others)
      throws IOException, GeneralSecurityException {
    KeyStore keys = empty();
    keys.setKeyEntry(
        "own",
        PemFiles.pkcs8(own.key(), "EC").orElseThrow(),
        new char[0],
        ClientTrust.certificates(own.certificate()).toArray(X509Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(factory.getKeyManagers(), others, null);
    return context;
  }

  /** Shows none, and looks at the other's as told. */
  static SSLContext context(TrustManager... others) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, others, null);
    return context;
  }

  /** Trusts what that authority has issued. */
  static TrustManager[] trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore trusted = empty();
    trusted.setCertificateEntry("authority", ClientTrust.certificates(authority).getFirst());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  static SSLSocket open(SSLContext context, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
