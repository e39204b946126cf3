package io.rotakeep.adapter.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String HERE = "127.0.0.1";
  private static final String THERE = "192.0.2.1";
  private static final String ELSEWHERE = "198.51.100.1";

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
    Duration time = Duration.ofSeconds(1);
    // By TLS, for a farewell that would wait for a task of this handshake.
    Duration more = Duration.ofSeconds(3);
    CountDownLatch held = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 1000, InstantSource.system());
    assertThat(threads.take(HERE, () -> awaitZero(held))).isTrue();
    TlsBed bed = new TlsBed(directory);
    SSLContext caller = bed.context(bed.caller("crm"));
    try (bed) {
      bed.start(InstantSource.system(), withHandshakesOf(time), threads);

      // No timer is early, so none is that fast with a farewell; a busy machine delays some.
      Duration lasted =
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> lastsUnserved(bed, caller), each -> each.compareTo(time.plus(more)) < 0);

      assertThat(lasted).isGreaterThanOrEqualTo(time);
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
  void whoIsOneTooManyIsClosedAndTheLogSaysWhyOnce() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 2, InstantSource.system());
    try (EverythingLogged log = new EverythingLogged()) {
      EmbeddedChannel computing = inTurn(threads, HERE);
      occupy(computing, held);
      List<EmbeddedChannel> waiting = List.of(inTurn(threads, HERE), inTurn(threads, THERE));
      waiting.forEach(channel -> execute(channel, () -> {}));

      for (int i = 0; i < 3; i++) {
        assertThat(isTaken(threads, HERE)).isFalse();
        assertThat(isTaken(threads, ELSEWHERE)).isFalse();
      }

      assertThat(computing.isOpen()).isTrue();
      assertThat(waiting).allMatch(EmbeddedChannel::isOpen);
      assertThat(refusals(log))
          .containsExactly(
              "handshakes are refused: 1 wait from 127.0.0.1, as many as may of one peer",
              "handshakes are refused: 2 wait, as many as may");
    } finally {
      held.countDown();
    }
  }

  @Test
  void onePeerFillsHalfOfTheQueueAndAnotherStillHasItsTurn() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch computed = new CountDownLatch(1);
    HandshakeThreads threads = new HandshakeThreads(1, 4, InstantSource.system());
    try (EverythingLogged log = new EverythingLogged()) {
      occupy(inTurn(threads, HERE), held);

      assertThat(isTaken(threads, "2001:db8::1")).isTrue();
      assertThat(isTaken(threads, "2001:db8::2")).isTrue();
      for (int i = 3; i < 9; i++) {
        assertThat(isTaken(threads, "2001:db8::" + i)).isFalse();
      }
      execute(inTurn(threads, "2001:db8:0:1::1"), computed::countDown);
      held.countDown();

      assertThat(computed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(refusals(log))
          .containsExactly(
              "handshakes are refused: 2 wait from 2001:db8:0:0:0:0:0:0/64,"
                  + " as many as may of one peer");
    } finally {
      held.countDown();
    }
  }

  @Test
  void nobodyWaitsBehindAllThatAnotherPeerHasBegun() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch computed = new CountDownLatch(5);
    Queue<String> order = new ConcurrentLinkedQueue<>();
    HandshakeThreads threads = new HandshakeThreads(1, 100, InstantSource.system());
    occupy(inTurn(threads, ELSEWHERE), held);
    for (String peer : List.of(HERE, HERE, HERE, THERE, THERE)) {
      Runnable task =
          () -> {
            order.add(peer);
            computed.countDown();
          };
      assertThat(threads.take(peer, task)).isTrue();
    }

    held.countDown();

    assertThat(computed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly(HERE, THERE, HERE, THERE, HERE);
  }

  /** Whether they left, had a task that failed, or were turned away. */
  @Test
  void aPeerMayComeAgainWhenItsTasksHadTheirTurn() throws Exception {
    HandshakeThreads threads = new HandshakeThreads(1, 4, InstantSource.system());
    for (int i = 0; i < 2; i++) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch after = new CountDownLatch(1);
      occupy(inTurn(threads, THERE), held);

      EmbeddedChannel left = inTurn(threads, HERE);
      execute(left, () -> {});
      left.close().syncUninterruptibly();
      EmbeddedChannel broken = inTurn(threads, HERE);
      execute(broken, HandshakeThreadsTest::fail);
      assertThat(broken.isOpen()).isTrue();
      assertThat(isTaken(threads, HERE)).isFalse();
      assertThat(isTaken(threads, THERE)).isTrue();
      assertThat(threads.take(THERE, after::countDown)).isTrue();
      // The queue is full: that one is turned away by another bound.
      assertThat(isTaken(threads, ELSEWHERE)).isFalse();
      held.countDown();

      assertThat(after.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(isTaken(threads, ELSEWHERE)).isTrue();
  }

  @Test
  void nothingIsReadOfWhoeverWaitsUntilTheTaskHasEnded() {
    CountDownLatch held = new CountDownLatch(1);
    EmbeddedChannel channel = inTurn(new HandshakeThreads(1, 1, InstantSource.system()), HERE);

    execute(channel, () -> awaitZero(held));
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
    assertThat(threads.take(THERE, () -> awaitZero(held))).isTrue();
    EmbeddedChannel channel = inTurn(threads, HERE);
    execute(channel, computed::countDown);

    channel.close().syncUninterruptibly();
    assertThat(threads.take(ELSEWHERE, after::countDown)).isTrue();
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

  /** How long it takes until a connection that is not served has ended. */
  private static Duration lastsUnserved(TlsBed bed, SSLContext caller) throws Exception {
    long begun = System.nanoTime();
    assertThat(bed.isServed(caller)).isFalse();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static void awaitZero(CountDownLatch latch) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> latch.getCount() == 0);
  }

  private static EmbeddedChannel inTurn(HandshakeThreads threads, String address) {
    EmbeddedChannel channel = new ChannelFrom(address);
    channel.pipeline().addFirst(new HandshakeTurn(channel, threads));
    return channel;
  }

  /** Has the only thread compute for that one, and not wait for it any more, until let go. */
  private static void occupy(EmbeddedChannel channel, CountDownLatch held) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    execute(
        channel,
        () -> {
          begun.countDown();
          awaitZero(held);
        });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static boolean isTaken(HandshakeThreads threads, String address) {
    EmbeddedChannel channel = inTurn(threads, address);
    execute(channel, () -> {});
    return channel.isOpen();
  }

  private static void fail() {
    throw new IllegalStateException("as a task of TLS never should");
  }

  private static List<String> refusals(EverythingLogged log) {
    return log.lines().stream().filter(line -> line.startsWith("handshakes are refused")).toList();
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

  private static final class ChannelFrom extends EmbeddedChannel {
    private final InetSocketAddress remote;

    ChannelFrom(String address) {
      this.remote = new InetSocketAddress(address, 1);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return remote;
    }
  }
}
