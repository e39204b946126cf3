package io.rotakeep.adapter.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who computes what in a handshake, by the TLS that is in use; and who must not wait for it. */
final class HandshakeThreadsTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final Queue<String> lookers = new ConcurrentLinkedQueue<>();

  /** Is asked by whoever looks whether a caller's certificate counts. */
  private final InstantSource clock =
      () -> {
        lookers.add(Thread.currentThread().getName());
        return Instant.now();
      };

  @Test
  void callersCertificatesAreLookedAtOnceAndByThoseThreads() throws Exception {
    TlsBed bed = new TlsBed(directory);
    TestIdentity caller = bed.caller("crm");
    try (bed) {
      assertThat(isBoringSsl(bed.start(clock))).isTrue();
      int asked = askedInOneLook(bed, caller);

      assertThat(bed.isServed(bed.context(caller))).isTrue();

      System.out.println("looked at by " + lookers);
      assertThat(lookers).hasSize(asked).allMatch(name -> name.startsWith("rotakeep-handshake"));
    }
  }

  @Test
  void theTlsOfTheJdkHasThemLookedAtByThoseThreadsToo() throws Exception {
    TlsBed bed = new TlsBed(directory);
    TestIdentity caller = bed.caller("crm");
    TestIdentity edwards = bed.odd.issue(Wish.named("ed").keyed("Ed25519", 255));
    Files.writeString(
        bed.authorities, Files.readString(edwards.certificate()), StandardOpenOption.APPEND);
    try (bed) {
      assertThat(isBoringSsl(bed.start(clock))).isFalse();
      int asked = askedInOneLook(bed, caller);

      assertThat(bed.isServed(bed.context(caller))).isTrue();

      System.out.println("looked at by " + lookers);
      // Once more, as a session might have been resumed.
      assertThat(lookers).hasSize(2 * asked);
      assertThat(lookers.stream().limit(asked))
          .allMatch(name -> name.startsWith("rotakeep-handshake"));
    }
  }

  @Test
  void whoIsOutOfTimeIsClosedWhileStillWaitingForThem() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 10, InstantSource.system());
    assertThat(threads.take(() -> Awaitility.await().until(() -> held.getCount() == 0))).isTrue();
    TlsBed bed = new TlsBed(directory);
    SSLContext caller = bed.context(bed.caller("crm"));
    try (bed) {
      bed.start(InstantSource.system(), withHandshakesOf(Duration.ofSeconds(1)), threads);
      long begun = System.nanoTime();

      assertThat(bed.isServed(caller)).isFalse();

      // TLS has three seconds for a farewell, which would wait for a task of this handshake.
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    } finally {
      held.countDown();
    }
  }

  @Test
  void whoIsRefusedByThemIsToldSo() throws Exception {
    TlsBed bed = new TlsBed(directory);
    SSLContext stranger = bed.context(bed.odd.issueAlone(TlsBed.wish("crm")));
    try (bed) {
      bed.start(clock);

      assertThatThrownBy(() -> bed.hears(stranger))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("certificate");
      assertThat(lookers).isNotEmpty();
    }
  }

  @Test
  void whoIsOneTooManyIsClosedAndTheLogSaysSoOnce() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 1, InstantSource.system());
    try (EverythingLogged log = new EverythingLogged()) {
      EmbeddedChannel computing = inTurn(threads);
      EmbeddedChannel waiting = inTurn(threads);
      execute(computing, () -> Awaitility.await().until(() -> held.getCount() == 0));
      execute(waiting, () -> {});

      for (int i = 0; i < 3; i++) {
        EmbeddedChannel refused = inTurn(threads);
        execute(refused, () -> {});
        assertThat(refused.isOpen()).isFalse();
      }

      assertThat(computing.isOpen()).isTrue();
      assertThat(waiting.isOpen()).isTrue();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("handshakes are refused"))
          .containsExactly("handshakes are refused: 1 wait, as many as may");
    } finally {
      held.countDown();
    }
  }

  @Test
  void nothingIsReadOfWhoeverWaitsUntilTheTaskHasEnded() {
    CountDownLatch held = new CountDownLatch(1);
    EmbeddedChannel channel = inTurn(new HandshakeThreads(1, 1, InstantSource.system()));

    execute(channel, () -> Awaitility.await().until(() -> held.getCount() == 0));
    assertThat(channel.config().isAutoRead()).isFalse();

    held.countDown();
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              channel.runPendingTasks();
              return channel.config().isAutoRead();
            });
  }

  @Test
  void nothingIsComputedForWhoeverHasLeft() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch after = new CountDownLatch(1);
    CountDownLatch computed = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 2, InstantSource.system());
    assertThat(threads.take(() -> Awaitility.await().until(() -> held.getCount() == 0))).isTrue();
    EmbeddedChannel channel = inTurn(threads);
    execute(channel, computed::countDown);

    channel.close().syncUninterruptibly();
    assertThat(threads.take(after::countDown)).isTrue();
    held.countDown();

    assertThat(after.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(computed.getCount()).isEqualTo(1);
  }

  private static RpcSettings.Limits withHandshakesOf(Duration length) {
    RpcSettings.Limits of = RpcSettings.Limits.DEFAULT;
    RpcSettings.Waits waits = of.waits();
    return new RpcSettings.Limits(
        of.message(),
        of.metadata(),
        of.callsPerConnection(),
        of.connections(),
        of.connectionsPerPeer(),
        new RpcSettings.Waits(length, waits.idle(), waits.age(), waits.pings()));
  }

  private static EmbeddedChannel inTurn(HandshakeThreads threads) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addFirst(new HandshakeTurn(channel, threads));
    return channel;
  }

  /** As TLS does with a task of its own. */
  private static void execute(EmbeddedChannel channel, Runnable task) {
    channel.pipeline().get(HandshakeTurn.class).execute(task);
  }

  private static boolean isBoringSsl(TlsBed bed) {
    SSLEngine engine = bed.files().current().context().newEngine(UnpooledByteBufAllocator.DEFAULT);
    try {
      return WithoutTickets.isWhole(engine);
    } finally {
      ReferenceCountUtil.release(engine);
    }
  }

  /** How often the clock is asked for a caller whose certificate is looked at once. */
  private int askedInOneLook(TlsBed bed, TestIdentity caller) throws Exception {
    X509Certificate[] chain =
        ClientTrust.certificates(caller.certificate()).toArray(X509Certificate[]::new);
    lookers.clear();
    requireNonNull(bed.files().current().callers()).callers().checkClientTrusted(chain, "EC");
    int asked = lookers.size();
    lookers.clear();
    assertThat(asked).isPositive();
    return asked;
  }
}
