package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.RawHttp2.END_HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.RST_STREAM;
import static io.rotakeep.adapter.grpc.RawHttp2.block;
import static io.rotakeep.adapter.grpc.RawHttp2.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.certificates.TestCertificates;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever floods a connection waits, and nobody else does. */
final class ResetPenaltyTest {
  private static final int PING = 6;
  private static final byte[] CANCEL = {0, 0, 0, 8};
  private static final String ENHANCE_YOUR_CALM = "11";

  private final MutableClock clock =
      new MutableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final EverythingLogged log = new EverythingLogged();
  private TestApi api;
  private SSLContext flooding;
  private SSLContext other;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    TestCertificates certificates = TestCertificates.in(directory.resolve("pki"));
    Policy any =
        new Policy(
            "p", List.of("dns:flooding", "dns:other"), List.of("**"), Set.of(Role.READER), null);
    api = TestApi.tls(directory, certificates, List.of(any), clock);
    TrustManager[] trusted = TlsSockets.trusting(certificates.authority());
    flooding = TlsSockets.context(certificates.dns("flooding", "flooding"), trusted);
    other = TlsSockets.context(certificates.dns("other", "other"), trusted);
  }

  @AfterEach
  void stop() {
    api.close();
    log.close();
  }

  @Test
  void makesACallerWaitWhoFloodsAConnection() throws Exception {
    flood();

    assertThat(isServed(flooding)).isFalse();
    assertThat(isServed(other)).isTrue();
    clock.advance(FloodPenalties.FIRST);
    assertThat(isServed(flooding)).isTrue();
  }

  @Test
  void makesThemWaitLongerAtEachRepetition() throws Exception {
    for (int seconds : List.of(1, 4, 16, 16)) {
      flood();

      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(isServed(flooding)).isFalse();
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("flooded"))
        .hasSize(4)
        .last()
        .asString()
        .contains(
            "dns:flooding flooded a connection, which was ended; new ones are refused for 16 s");
  }

  @Test
  void forgetsAFloodOfLongAgo() throws Exception {
    flood();
    clock.advance(FloodPenalties.FIRST.plus(FloodPenalties.FORGETS));
    flood();

    clock.advance(FloodPenalties.FIRST);

    assertThat(isServed(flooding)).isTrue();
  }

  @Test
  void leavesTheirOpenConnections() throws Exception {
    try (RawHttp2 before = open(flooding)) {
      before.greet();
      flood();

      assertThat(isServed(before)).isTrue();
    }
  }

  /** Of calls that ran into their deadline, say, while a provider was slow; a new one as well. */
  @Test
  void takesResetsForNoFloodThatTookTheirTime() throws Exception {
    try (RawHttp2 peer = open(flooding)) {
      assertThat(isServed(peer.greet())).isTrue();
      clock.advance(ResetPenalty.AT_ONCE.plusMillis(1));
      reset(peer, 3);
    }

    assertThat(isServed(flooding)).isTrue();
  }

  @Test
  void takesPingsForNoFlood() throws Exception {
    try (RawHttp2 peer = open(flooding)) {
      peer.greet();
      for (int i = 0; i < 10; i++) {
        peer.frame(PING, 0, 0, new byte[8]);
      }
      assertThat(peer.lastAnswer()).containsEntry("closed", ENHANCE_YOUR_CALM);
    }

    assertThat(isServed(flooding)).isTrue();
  }

  /** Its address may be a balancer's, with everybody else behind it. */
  @Test
  void makesNobodyWaitWhoShowsNoCertificate(@TempDir Path directory) throws Exception {
    try (TokenBed bed = new TokenBed(directory, true, List.of())) {
      SSLContext nobody = TlsSockets.context(TlsSockets.trusting(bed.authority()));

      flood(nobody, bed.port());

      assertThat(isServed(nobody, bed.port())).isTrue();
    }
  }

  private void flood() throws Exception {
    flood(flooding, api.port());
  }

  private static void flood(SSLContext caller, int port) throws Exception {
    try (RawHttp2 peer = open(caller, port)) {
      reset(peer.greet(), 1);
    }
  }

  private static void reset(RawHttp2 peer, int first) throws Exception {
    for (int stream = first; stream < first + 500; stream += 2) {
      peer.frame(HEADERS, END_HEADERS, stream, block(call(MessageFrames.GET)));
      peer.frame(RST_STREAM, 0, stream, CANCEL);
    }
    assertThat(peer.lastAnswer()).containsEntry("closed", ENHANCE_YOUR_CALM);
  }

  private boolean isServed(SSLContext caller) throws Exception {
    return isServed(caller, api.port());
  }

  private static boolean isServed(SSLContext caller, int port) throws Exception {
    try (RawHttp2 peer = open(caller, port)) {
      return isServed(peer.greet());
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  private static boolean isServed(RawHttp2 peer) throws Exception {
    peer.frame(HEADERS, END_HEADERS, 1, block(call(MessageFrames.GET)));
    peer.data(1, RawHttp2.message(false, new byte[0]));
    return peer.answer().containsKey("grpc-status");
  }

  private RawHttp2 open(SSLContext caller) throws IOException {
    return open(caller, api.port());
  }

  private static RawHttp2 open(SSLContext caller, int port) throws IOException {
    return new RawHttp2(TlsSockets.open(caller, port));
  }
}
