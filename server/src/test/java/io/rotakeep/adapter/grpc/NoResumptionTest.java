package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A resumed session would bring its caller back without asking whether the certificate still
 * counts, so none is: every connection shows its certificate.
 */
final class NoResumptionTest {
  @TempDir private Path directory;
  private final AtomicInteger shown = new AtomicInteger();

  @Test
  void aCallerShakesHandsInFullEachTime() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    Policy any = new Policy("p", List.of("dns:app"), List.of("**"), Set.of(Role.READER), null);
    SSLContext caller = context(certificates.dns("app", "app"));
    try (TestApi api = TestApi.tls(directory, certificates, List.of(any))) {
      for (int i = 1; i <= 3; i++) {
        converse(caller, api.port());
        assertThat(shown).hasValue(i);
      }
    }
  }

  /** That this test would see it, if a session were resumed. */
  @Test
  void withAnOrdinaryServerItDoesNot() throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    SSLContext caller = context(certificates.dns("app", "app"));
    SSLContext server = context(certificates.server());
    try (var listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setNeedClientAuth(true);
      Thread serving =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 2; i++) {
                        try (var accepted = (SSLSocket) listening.accept()) {
                          accepted.getOutputStream().write(new byte[64]);
                          accepted.getOutputStream().flush();
                        }
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      converse(caller, listening.getLocalPort());
      converse(caller, listening.getLocalPort());
      serving.join();
    }

    assertThat(shown).hasValue(1);
  }

  /** Shakes hands, and reads the server's first bytes, before which tickets come. */
  private static void converse(SSLContext context, int port) throws IOException {
    try (SSLSocket socket = TlsSockets.open(context, port)) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(socket.getInputStream().readNBytes(9)).hasSize(9);
    }
  }

  private SSLContext context(TestIdentity identity) throws IOException, GeneralSecurityException {
    return TlsSockets.context(identity, new Counting());
  }

  /** Is shown the server's certificate in a full handshake, and only there. */
  private final class Counting implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown.incrementAndGet();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
