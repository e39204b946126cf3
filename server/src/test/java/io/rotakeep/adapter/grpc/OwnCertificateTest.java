package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** B-47: a daemon whose certificate does not count at this time starts, says so, and is refused. */
final class OwnCertificateTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Wish SERVER =
      Wish.named("server", new GeneralName(GeneralName.dNSName, "localhost"))
          .purposed(KeyPurposeId.id_kp_serverAuth);
  private static final Wish CALLER =
      Wish.named(
          "crm",
          new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/crm"));

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(OwnCertificate.class);
  private Path authorities;
  private OddCertificates odd;

  @BeforeEach
  void createAuthority() throws Exception {
    log.start();
    logger.addAppender(log);
    authorities = directory.resolve("ca.crt");
    odd = new OddCertificates(directory.resolve("odd"));
    odd.join(authorities);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
  }

  @Test
  void isWarnedOfBeforeItCounts() throws Exception {
    TestIdentity tomorrow = odd.issue(SERVER.living(DAY, WEEK));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> callOn(tomorrow))
        .matches(e -> e.getStatus().getCode() == Code.UNAVAILABLE);

    assertThat(told())
        .startsWith("listen.grpc.tls.cert: " + tomorrow.certificate() + " counts from ")
        .endsWith("set the clock, or put a certificate there that counts now");
  }

  @Test
  void isWarnedOfWhenItHasExpired() throws Exception {
    TestIdentity old = odd.issue(SERVER.living(WEEK.negated(), DAY.negated()));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> callOn(old))
        .matches(e -> e.getStatus().getCode() == Code.UNAVAILABLE);

    assertThat(told())
        .startsWith("listen.grpc.tls.cert: " + old.certificate() + " has counted until ")
        .endsWith("put a new certificate and its key there, or set the clock");
  }

  @Test
  void isNotSpokenOfWhileItCounts() throws Exception {
    callOn(odd.issue(SERVER));

    assertThat(log.list).isEmpty();
  }

  private String told() {
    assertThat(log.list).hasSize(1);
    return log.list.getFirst().getFormattedMessage();
  }

  private void callOn(TestIdentity server) throws Exception {
    RpcSettings.Tls tls =
        new RpcSettings.Tls(server.certificate(), server.key(), authorities, null);
    RpcSettings settings =
        new RpcSettings(
            new RpcSettings.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls),
            null,
            false,
            RpcSettings.Limits.DEFAULT);
    TestIdentity caller = odd.issue(CALLER);
    try (RpcServer rpc =
        RpcServer.prepare(settings, InstantSource.system())
            .start(new ServiceTable(List.of()), new HealthReport(List.of()), List.of())) {
      ManagedChannel channel =
          Grpc.newChannelBuilder(
                  "localhost:" + rpc.address().orElseThrow().getPort(),
                  TlsChannelCredentials.newBuilder()
                      .trustManager(authorities.toFile())
                      .keyManager(caller.certificate().toFile(), caller.key().toFile())
                      .build())
              .build();
      try {
        var _ =
            HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
