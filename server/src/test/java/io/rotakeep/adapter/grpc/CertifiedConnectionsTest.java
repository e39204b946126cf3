package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.certificates.TestIdentity;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is revoked is cut off, however far their handshake was. */
final class CertifiedConnectionsTest {
  @TempDir private Path directory;

  @Test
  void aConnectionOfARevokedCallerEndsAndAnothersGoesOn() throws Exception {
    TlsBed bed = new TlsBed(directory);
    TestIdentity revoked = bed.caller("revoked");
    TestIdentity other = bed.caller("other");
    bed.start(InstantSource.system());
    try (bed;
        RawHttp2 ending = bed.open(bed.context(revoked)).greet();
        RawHttp2 going = bed.open(bed.context(other)).greet()) {
      assertThat(TlsBed.isServed(ending, 1)).isTrue();
      assertThat(TlsBed.isServed(going, 1)).isTrue();

      bed.revoke(revoked);
      bed.refresh();

      assertThat(ending.answer()).containsKey("closed");
      assertThat(bed.isServed(bed.context(revoked))).isFalse();
      assertThat(TlsBed.isServed(going, 3)).isTrue();
    }
  }

  @Test
  void aHandshakeThatBeganBeforeTheRevocationLeadsToNoCall() throws Exception {
    TlsBed bed = new TlsBed(directory);
    TestIdentity caller = bed.caller("crm");
    Hesitating trust = new Hesitating();
    bed.start(InstantSource.system());
    try (bed;
        ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> served = side.submit(() -> bed.isServed(TlsBed.context(caller, trust)));
      assertThat(trust.shown.await(10, TimeUnit.SECONDS)).isTrue();

      bed.revoke(caller);
      bed.refresh();
      trust.goOn.countDown();

      assertThat(served.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  /** A caller that takes its time between the server's certificate and its own. */
  private static final class Hesitating implements X509TrustManager {
    final CountDownLatch shown = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown.countDown();
      try {
        assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
