package io.rotakeep.adapter.syslog;

import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A syslog server in TLS. */
final class TlsSink implements AutoCloseable {
  private static final char[] NONE = new char[0];

  private final SSLServerSocket listener;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  TlsSink(TestIdentity identity) throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    own.setKeyEntry("own", key(identity), NONE, new Certificate[] {certificate(identity)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NONE);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("tls-sink").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  String received() throws InterruptedException {
    return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        InputStream in = client.getInputStream();
        messages.add(SyslogAuditDeviceTest.frame(in));
        long _ = in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException | RuntimeException _) {
        // It is closed, or the client does not trust it.
      }
    }
  }

  private static Certificate certificate(TestIdentity identity)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(identity.certificate())) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static PrivateKey key(TestIdentity identity)
      throws IOException, GeneralSecurityException {
    String pem =
        Files.readString(identity.key()).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }
}
