package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private static final Duration IDLE = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  /** A server for each of many, where the model has one grant. */
  private final Provider provider = idling(new RotationClass.Family());

  private final MutableClock clock = MutableClock.standing();
  private final TestDaemon daemon =
      TestDaemon.enrolled(
          provider,
          new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(new RotationClass.None(), clock)));
  private final KeepAlive keepAlive =
      new KeepAlive(
          daemon.stores.providers(),
          daemon.stores.lineage(),
          daemon.engine.flights(),
          new Random(7),
          clock);

  @Test
  void leavesAloneWhatRestsForLessThanFourTenthsOfItsIdleTime() {
    daemon.refresh();
    int asked = daemon.server.questions();

    clock.advance(Duration.ofDays(11));
    rounds(100);

    assertThat(daemon.server.questions()).isEqualTo(asked);
  }

  @Test
  void refreshesBeforeHalfOfItsIdleTimeOnce() {
    daemon.refresh();
    int asked = daemon.server.questions();

    clock.advance(Duration.ofDays(14).plus(DAY.dividedBy(2)));
    rounds(3);

    assertThat(daemon.server.questions()).isEqualTo(asked + 1);
    assertThat(KeepAlive.latest(daemon.row(), provider))
        .hasValueSatisfying(
            latest -> assertThat(latest).isBefore(clock.instant().plus(IDLE.dividedBy(2))));
  }

  @Test
  void spreadsOverRoundsWhatCameTogether() {
    for (int i = 0; i < 300; i++) {
      daemon.enrol(new ConnectionId("many/" + i), provider, daemon.server.enrol());
    }
    clock.advance(Duration.ofDays(12).plusMinutes(1));

    int first = keepAlive.round();
    int second = keepAlive.round();

    assertThat(first).isBetween(1, 30);
    assertThat(second).isBetween(1, 30);
  }

  @Test
  void takesAPageARoundHoweverMuchIsDue() {
    for (int i = 0; i < KeepAlive.PAGE + 100; i++) {
      daemon.enrol(new ConnectionId("many/" + i), provider, daemon.server.enrol());
    }
    clock.advance(Duration.ofDays(20));

    int first = keepAlive.round();
    int second = keepAlive.round();

    assertThat(first).isEqualTo(KeepAlive.PAGE);
    assertThat(first + second).isEqualTo(KeepAlive.PAGE + 101);
  }

  @Test
  void whatCannotBeRefreshedIsInNobodysWay() {
    for (int i = 0; i < KeepAlive.PAGE; i++) {
      ConnectionId id = new ConnectionId("held/" + i);
      daemon.enrol(id, provider, daemon.server.enrol());
      daemon.holds.quarantine(id, Reason.OPERATOR, clock.instant());
    }
    clock.advance(DAY);
    ConnectionId late = new ConnectionId("late");
    daemon.enrol(late, provider, daemon.server.enrol());
    clock.advance(Duration.ofDays(20));

    rounds(1);

    assertThat(wasRefreshed(late)).isTrue();
  }

  /** More of them than go at once; they wait as if a server took its time. */
  @Test
  void keepsTheTokensOfOtherProvidersWhileOneIsSlow() {
    Provider other = SampleProviders.named(provider, new ProviderName("other"));
    daemon.provide(other);
    ConnectionId quick = new ConnectionId("quick");
    daemon.enrol(quick, other, daemon.server.enrol());
    List<ConnectionId> slow =
        IntStream.range(0, 10).mapToObj(i -> new ConnectionId("slow/" + i)).toList();
    slow.forEach(id -> daemon.enrol(id, provider, daemon.server.enrol()));
    clock.advance(Duration.ofDays(20));
    var held = new CountDownLatch(slow.size());
    var gate = new CountDownLatch(1);
    slow.forEach(id -> Thread.ofVirtual().start(() -> hold(id, held, gate)));
    await().until(() -> held.getCount() == 0);

    var round = CompletableFuture.supplyAsync(keepAlive::round);

    await().until(() -> wasRefreshed(quick));
    assertThat(slow).noneMatch(this::wasRefreshed);
    gate.countDown();
    assertThat(round).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(slow.size() + 2);
    assertThat(slow).allMatch(this::wasRefreshed);
  }

  private void hold(ConnectionId id, CountDownLatch held, CountDownLatch gate) {
    daemon.locks.whileHolding(
        id,
        _ -> {
          held.countDown();
          await().until(() -> gate.getCount() == 0);
          return id;
        });
  }

  private boolean wasRefreshed(ConnectionId id) {
    return daemon.stores.connections().find(id).orElseThrow().history().refreshed() != null;
  }

  @Test
  void settlesADoubtThatNobodyAsksFor() {
    MutableClock time = MutableClock.standing();
    TestDaemon strict =
        TestDaemon.enrolled(
            idling(new RotationClass.Strict()),
            new TestDaemon.Parts(
                time, new ScriptedTokenEndpoint(new RotationClass.Strict(), time)));
    strict.refresh();
    strict.outliveAccessToken();
    strict.server.next(new Twist.QuestionLost());
    strict.refresh();
    assertThat(strict.state()).isInstanceOf(ConnectionState.InDoubt.class);
    Generation before = strict.row().generation();

    new KeepAlive(
            strict.stores.providers(),
            strict.stores.lineage(),
            strict.engine.flights(),
            new Random(1),
            time)
        .round();

    assertThat(strict.state()).isInstanceOf(ConnectionState.Active.class);
    assertThat(strict.row().generation()).isEqualTo(before.next());
  }

  /** Also if nothing that it began was refreshed. */
  @Test
  void goesOnBehindAPageThatWasJustFullAndBeginsAnewAfterTheLast() {
    for (int i = 0; i < KeepAlive.PAGE; i++) {
      daemon.server.next(new Twist.Unsent());
    }
    for (int i = 1; i < KeepAlive.PAGE; i++) {
      daemon.enrol(new ConnectionId("many/" + i), provider, daemon.server.enrol());
    }
    clock.advance(Duration.ofDays(20));

    assertThat(keepAlive.round()).isEqualTo(KeepAlive.PAGE);
    assertThat(keepAlive.round()).isZero();
    assertThat(keepAlive.round()).isEqualTo(KeepAlive.PAGE);
  }

  @Test
  void countsTheDoubtsThatItSettles() {
    daemon.refresh();
    daemon.server.next(new Twist.QuestionLost());
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    assertThat(daemon.state()).isInstanceOf(ConnectionState.InDoubt.class);

    assertThat(keepAlive.round()).isEqualTo(1);
  }

  @Test
  void takesOneInFiftyOfThoseThatMayStillWait() {
    daemon.refresh();
    clock.advance(Duration.ofDays(12).plusMinutes(1));

    assertThat(throwing(0.02).round()).isZero();
    assertThat(throwing(Math.nextDown(0.02)).round()).isEqualTo(1);
  }

  @Test
  void saysTheLatestTimeOnlyOfWhatItWouldRefresh() {
    daemon.refresh();
    Connection row = daemon.row();
    Connection wiped =
        row.withTokens(
            Objects.requireNonNull(row.grant())
                .withRefreshToken(null, Objects.requireNonNull(row.grant()).fingerprint()),
            null);
    Connection consentless =
        daemon.secrets.moveTo(
            row, new ConnectionState.ReauthorizationRequired(Reason.IDLE_EXPIRED), clock.instant());

    assertThat(KeepAlive.latest(row, provider))
        .contains(clock.instant().plus(IDLE.multipliedBy(47).dividedBy(100)));
    assertThat(KeepAlive.latest(row, SampleProviders.of(new RotationClass.Family()))).isEmpty();
    assertThat(KeepAlive.latest(wiped, provider)).isEmpty();
    assertThat(KeepAlive.latest(consentless, provider)).isEmpty();
    assertThat(
            KeepAlive.latest(
                Connection.pending(TestDaemon.ID, provider.name(), null, Map.of(), clock.instant()),
                provider))
        .isEmpty();
  }

  @Test
  void leavesAProvidersTokensAloneThatNeverDieOfDisuse() {
    daemon.provide(SampleProviders.nextRevision(SampleProviders.of(new RotationClass.Family())));
    daemon.refresh();
    int asked = daemon.server.questions();

    clock.advance(Duration.ofDays(400));

    assertThat(keepAlive.round()).isZero();
    assertThat(daemon.server.questions()).isEqualTo(asked);
  }

  private KeepAlive throwing(double dice) {
    RandomGenerator fixed =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new UnsupportedOperationException();
          }

          @Override
          public double nextDouble() {
            return dice;
          }
        };
    return new KeepAlive(
        daemon.stores.providers(), daemon.stores.lineage(), daemon.engine.flights(), fixed, clock);
  }

  private void rounds(int many) {
    for (int i = 0; i < many; i++) {
      keepAlive.round();
    }
  }

  private static Provider idling(RotationClass rotation) {
    TokenRules rules = SampleProviders.of(rotation).tokens();
    return SampleProviders.with(
        new TokenRules(rules.rotation(), rules.blastRadius(), rules.access(), IDLE, null));
  }
}
