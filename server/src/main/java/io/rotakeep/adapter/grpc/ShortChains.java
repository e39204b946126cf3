package io.rotakeep.adapter.grpc;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Refuses a chain of more certificates than anybody needs. Where one is out of order, or ends below
 * an authority that is not known, the JDK tries every way from one certificate to the next before
 * it looks at a signature: anybody can make up ten that take it fifty times as long as a good
 * chain, since they are issued in a circle. Six take it a few times as long. A server was chosen by
 * us: its chain is not counted. Thread-safe.
 */
final class ShortChains extends X509ExtendedTrustManager {
  static final int MOST = 6;

  private final X509ExtendedTrustManager trust;

  ShortChains(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String algorithm)
      throws CertificateException {
    requireShort(chain);
    trust.checkClientTrusted(chain, algorithm);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String algorithm, Socket socket)
      throws CertificateException {
    requireShort(chain);
    trust.checkClientTrusted(chain, algorithm, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
      throws CertificateException {
    requireShort(chain);
    trust.checkClientTrusted(chain, algorithm, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String algorithm)
      throws CertificateException {
    trust.checkServerTrusted(chain, algorithm);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String algorithm, Socket socket)
      throws CertificateException {
    trust.checkServerTrusted(chain, algorithm, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
      throws CertificateException {
    trust.checkServerTrusted(chain, algorithm, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }

  private static void requireShort(X509Certificate[] chain) throws CertificateException {
    if (chain.length > MOST) {
      throw new CertificateException(
          "a caller showed %d certificates, where %d may be shown with its own"
              .formatted(chain.length, MOST));
    }
  }
}
