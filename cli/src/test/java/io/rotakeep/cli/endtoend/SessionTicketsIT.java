package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody comes back without showing a certificate, whichever library does the daemon's TLS. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SessionTicketsIT {
  @TempDir private Path home;
  private final AtomicInteger handshakes = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({"p256, EC", "ed25519, Ed25519"})
  void eachConnectionShakesHandsInFull(String algorithm, String key) throws Exception {
    Path file = initialized(algorithm);
    SSLContext caller = caller(key);
    try (var daemon = DaemonProcess.start(DaemonLaunch.configured(file, home.resolve("log")))) {
      for (int i = 1; i <= 3; i++) {
        converse(caller, daemon.grpcAddress());
        assertThat(handshakes).hasValue(i);
      }
    }
  }

  /** Reads the server's first bytes, before which tickets come. */
  private static void converse(SSLContext context, String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(30_000);
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(socket.getInputStream().readNBytes(9)).hasSize(9);
    }
  }

  private SSLContext caller(String algorithm) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    try (InputStream in = Files.newInputStream(home.resolve("pki/crm.crt"))) {
      keys.setKeyEntry(
          "crm",
          key(algorithm),
          new char[0],
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new));
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(factory.getKeyManagers(), new TrustManager[] {new Counting()}, null);
    return context;
  }

  private PrivateKey key(String algorithm) throws IOException, GeneralSecurityException {
    String pem = Files.readString(home.resolve("pki/crm.key"));
    byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private Path initialized(String algorithm) throws IOException {
    Files.createDirectory(home.resolve("log"));
    String pki = home.resolve("pki").toString();
    run("pki", "init", "--algorithm", algorithm, "--dir", pki);
    run("pki", "issue", "server", "--dns", "localhost", "--ip", "127.0.0.1", "--dir", pki);
    run("pki", "issue", "crm", "--spiffe-id", "spiffe://example.org/crm", "--dir", pki);
    Path file =
        Files.writeString(
            home.resolve("rotakeep.yaml"),
            """
            data_dir: data
            listen:
              grpc:
                address: "127.0.0.1:0"
                tls: {cert: pki/server.crt, key: pki/server.key, client_ca: pki/ca.crt}
              http: {address: "127.0.0.1:0"}
            seal: {type: key-file, path: seal.key}
            audit: [{type: file, path: audit.jsonl}]
            policies:
              - name: all
                callers: ["spiffe://example.org/*"]
                connections: ["**"]
                roles: [support]
            """);
    run("operator", "init", "--config", file.toString());
    return file;
  }

  private void run(String... arguments) {
    try (var command = DaemonProcess.launch(DaemonLaunch.of(home.resolve("log"), arguments))) {
      assertThat(command.awaitExit())
          .as("%s: %s", Stream.of(arguments).toList(), command.errorLines())
          .isZero();
    }
  }

  /** Is shown the server's certificate in a full handshake, and only there. */
  private final class Counting implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      handshakes.incrementAndGet();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
