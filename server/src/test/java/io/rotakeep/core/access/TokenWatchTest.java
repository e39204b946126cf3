package io.rotakeep.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.access.WatchEvent.StateChanged;
import io.rotakeep.core.access.WatchEvent.Synced;
import io.rotakeep.core.access.WatchEvent.TokenChanged;
import io.rotakeep.core.access.WatchingReceiver.Told;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.enrollment.ConnectionChanges;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.RowAge;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TokenWatchTest {
  private static final ConnectionId ONE = TestDaemon.ID;
  private static final ConnectionId TWO = new ConnectionId("acme/two");
  private static final ConnectionId FOREIGN = new ConnectionId("other/three");
  private static final Caller READER = new Caller(new CallerId.DnsName("reader.example.com"));
  private static final Caller STRANGER = new Caller(new CallerId.DnsName("stranger.example.com"));
  private static final Provider PROVIDER = SampleProviders.of(new RotationClass.Strict());

  private final MutableClock clock = MutableClock.standing();
  private final ChangeRing ring = new ChangeRing(4);
  private final TestDaemon daemon = daemon();
  private final TokenWatch watch = watch("epoch");

  @Test
  void tellsCurrentTokensThenThatThereIsNoMore() throws Exception {
    try (WatchingReceiver receiver = follow(ask(""))) {
      TokenChanged first = (TokenChanged) receiver.next().event();
      TokenChanged second = (TokenChanged) receiver.next().event();

      assertThat(Set.of(first.connection(), second.connection()))
          .containsExactlyInAnyOrder(ONE, TWO);
      assertThat(first.token().generation().number()).isEqualTo(2);
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, false));
    }
  }

  @Test
  void lookingIsNoChange() throws Exception {
    long before = ring.position();

    try (WatchingReceiver one = follow(ask(""));
        WatchingReceiver other = follow(ask(""))) {
      skipToSynced(one);
      skipToSynced(other);
      rotate(ONE);
      one.next();
      other.next();

      assertThat(ring.position()).isEqualTo(before + 1);
    }
  }

  @Test
  void fetchesATokenWhereThereIsNone() throws Exception {
    daemon.outliveAccessToken();

    try (WatchingReceiver receiver = follow(only(ONE, ""))) {
      assertThat(receiver.next().event())
          .isEqualTo(new StateChanged(ONE, new ConnectionState.Active(), true));
      assertThat(receiver.next().event()).isEqualTo(new Synced(1, false));
      assertThat(generationOf(receiver.next())).isEqualTo(3);
    }
  }

  @Test
  void tellsTheSuccessorBeforeTheOldTokenEnds() throws Exception {
    try (WatchingReceiver receiver = follow(only(ONE, ""))) {
      TokenChanged old = (TokenChanged) receiver.next().event();
      receiver.next();

      clock.set(old.token().validity().refreshAfter());
      TokenChanged successor = (TokenChanged) receiver.nextChange().event();

      assertThat(successor.token().generation().number()).isEqualTo(3);
      assertThat(clock.instant()).isBefore(old.token().validity().expires());
    }
  }

  @Test
  void tellsRevocationAndQuarantineAtOnce() throws Exception {
    try (WatchingReceiver receiver = follow(ask(""))) {
      skipToSynced(receiver);

      hold(epoch -> new Hold.RevokedHold(ONE, epoch, clock.instant(), Reason.OPERATOR, false));
      hold(epoch -> new Hold.QuarantinedHold(TWO, epoch, clock.instant(), Reason.OPERATOR));

      assertThat(receiver.next().event())
          .isEqualTo(new StateChanged(ONE, new ConnectionState.Revoked(Reason.OPERATOR), false));
      assertThat(receiver.next().event())
          .isEqualTo(
              new StateChanged(TWO, new ConnectionState.Quarantined(Reason.OPERATOR), false));
    }
  }

  @Test
  void resumesByCursorWithoutRepeating() throws Exception {
    String cursor;
    try (WatchingReceiver receiver = follow(ask(""))) {
      cursor = skipToSynced(receiver);
    }
    rotate(TWO);

    try (WatchingReceiver receiver = follow(ask(cursor))) {
      Told missed = receiver.next();

      assertThat(((TokenChanged) missed.event()).connection()).isEqualTo(TWO);
      assertThat(generationOf(missed)).isEqualTo(3);
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, true));
      rotate(ONE);
      assertThat(generationOf(receiver.next())).isEqualTo(3);
    }
  }

  @Test
  void losesNothingWhereverItBreaks() throws Exception {
    String cursor;
    try (WatchingReceiver receiver = follow(ask(""))) {
      skipToSynced(receiver);
      CountDownLatch again = new CountDownLatch(1);
      receiver.stall(again);
      rotate(ONE);
      receiver.next();
      rotate(ONE);
      rotate(TWO);
      receiver.stall(new CountDownLatch(1));
      again.countDown();
      cursor = receiver.next().cursor();
    }

    try (WatchingReceiver receiver = follow(ask(cursor))) {
      TokenChanged one = (TokenChanged) receiver.next().event();
      TokenChanged two = (TokenChanged) receiver.next().event();
      assertThat(Set.of(one.connection(), two.connection())).containsExactlyInAnyOrder(ONE, TWO);
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, true));
    }
  }

  @Test
  void startsAnewIfItBrokeBeforeEverythingWasTold() throws Exception {
    String cursor;
    try (WatchingReceiver receiver = follow(ask(""))) {
      cursor = receiver.next().cursor();
    }

    assertThat(cursor).isEmpty();
  }

  @Test
  void saysEveryTenSecondsThatNothingIsKeptBack() throws Exception {
    try (WatchingReceiver receiver = follow(ask(""))) {
      skipToSynced(receiver);
      clock.advance(Duration.ofSeconds(10));
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, true));
      clock.advance(Duration.ofHours(-1));
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, true));
    }
  }

  @Test
  void takesBackWhatNoLongerMatchesTheFilter() throws Exception {
    WatchRequest labelled = new WatchRequest(READER, Set.of(), null, Map.of("team", "a"), "");
    relabel(ONE, Map.of("team", "a"));
    try (WatchingReceiver receiver = follow(labelled)) {
      assertThat(receiver.next().event()).isInstanceOf(TokenChanged.class);
      skipToSynced(receiver);

      relabel(ONE, Map.of("team", "b"));

      assertThat(receiver.next().event()).isEqualTo(new WatchEvent.Deleted(ONE));
    }
  }

  @Test
  void tellsOfWhatComesToMatchTheFilter() throws Exception {
    WatchRequest labelled = new WatchRequest(READER, Set.of(), null, Map.of("team", "a"), "");
    try (WatchingReceiver receiver = follow(labelled)) {
      skipToSynced(receiver);

      relabel(ONE, Map.of("team", "a"));

      assertThat(receiver.next().event())
          .isInstanceOfSatisfying(
              TokenChanged.class, told -> assertThat(told.connection()).isEqualTo(ONE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"another:0", "epoch:99", "epoch:-1", "epoch:x", "nonsense", ":"})
  void aCursorThatIsNotKnownStartsAnew(String cursor) throws Exception {
    try (WatchingReceiver receiver = follow(ask(cursor))) {
      assertThat(receiver.next().event()).isInstanceOf(TokenChanged.class);
      assertThat(receiver.next().event()).isInstanceOf(TokenChanged.class);
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, false));
    }
  }

  @Test
  void aCursorThatTheRingHasForgottenStartsAnew() throws Exception {
    String cursor = "epoch:" + ring.position();
    for (int i = 0; i < 5; i++) {
      rotate(ONE);
    }

    try (WatchingReceiver receiver = follow(ask(cursor))) {
      assertThat(receiver.next().event()).isInstanceOf(TokenChanged.class);
      assertThat(receiver.next().event()).isInstanceOf(TokenChanged.class);
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, false));
    }
  }

  @Test
  void aSlowReceiverGetsTheNewestAndNotEachInBetween() throws Exception {
    try (WatchingReceiver receiver = follow(only(ONE, ""))) {
      skipToSynced(receiver);
      CountDownLatch again = new CountDownLatch(1);
      receiver.stall(again);
      rotate(ONE);
      Told first = receiver.next();
      for (int i = 0; i < 6; i++) {
        rotate(ONE);
      }
      again.countDown();
      Told newest = receiver.next();

      assertThat(generationOf(first)).isEqualTo(3);
      assertThat(generationOf(newest)).isEqualTo(9);
    }
  }

  @Test
  void permitsOnlyWhatTheCallerMayRead() {
    assertThat(watch.permits(ask(""))).isTrue();
    assertThat(watch.permits(only(FOREIGN, ""))).isFalse();
    assertThat(watch.permits(request(STRANGER, Set.of(ONE), ""))).isFalse();
  }

  @Test
  void aWatchByFilterLeavesOutWhatTheCallerMayNotRead() throws Exception {
    try (WatchingReceiver receiver = follow(request(READER, Set.of(), ""))) {
      receiver.next();
      receiver.next();
      assertThat(receiver.next().event()).isEqualTo(new Synced(2, false));
      rotate(FOREIGN);
      rotate(TWO);
      assertThat(((TokenChanged) receiver.next().event()).connection()).isEqualTo(TWO);
    }
  }

  @Test
  void recordsEachTokenBeforeItIsTold() throws Exception {
    try (WatchingReceiver receiver = follow(ask(""))) {
      skipToSynced(receiver);
      assertThat(daemon.audit.records(AuditAction.ACCESS_TOKEN_WATCHED)).hasSize(2);

      daemon.audit.refuse(AuditAction.ACCESS_TOKEN_WATCHED);
      rotate(ONE);

      assertThat(receiver.ended(30)).isTrue();
      assertThat(receiver.failure()).isInstanceOf(AuditUnavailableException.class);
      assertThat(receiver.hasMore()).isFalse();
    }
  }

  @Test
  void endsWhenTheReceiverIsGone() throws Exception {
    WatchingReceiver receiver = follow(ask(""));
    skipToSynced(receiver);

    receiver.close();

    assertThat(receiver.ended(30)).isTrue();
  }

  private TestDaemon daemon() {
    ScriptedTokenEndpoint server = new ScriptedTokenEndpoint(PROVIDER.tokens().rotation(), clock);
    TestDaemon made = TestDaemon.enrolled(PROVIDER, new TestDaemon.Parts(clock, server).feed(ring));
    made.enrol(TWO, PROVIDER, made.server.enrol());
    made.enrol(FOREIGN, PROVIDER, made.server.enrol());
    List.of(ONE, TWO, FOREIGN).forEach(made::refresh);
    return made;
  }

  private TokenWatch watch(String epoch) {
    Policies policies =
        new Policies(
            List.of(
                new Policy(
                    "r",
                    List.of("dns:reader.example.com"),
                    List.of("acme/*"),
                    Set.of(Role.READER),
                    null)),
            clock);
    CurrentTokens current =
        new CurrentTokens(
            daemon.stores.connections(),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.engine.flights(),
            clock);
    return new TokenWatch(
        () -> policies,
        daemon.stores.connections(),
        current,
        ring,
        () -> new Quotas(List.of(), clock, QuotaObserver.NOBODY),
        daemon.audit,
        clock,
        epoch);
  }

  private WatchingReceiver follow(WatchRequest request) {
    return WatchingReceiver.of(watch, request);
  }

  private void rotate(ConnectionId id) {
    clock.advance(Duration.ofMillis(1));
    daemon.ask(id, new RotationTrigger.Requested(false));
  }

  private void relabel(ConnectionId id, Map<String, String> labels) {
    ConnectionChanges changes =
        new ConnectionChanges(
            daemon.stores.connections(),
            daemon.locks,
            daemon.secrets,
            new RowAge(daemon.journal, daemon.stores.lineage()),
            daemon.holds,
            daemon.cache,
            daemon.audit,
            clock);
    assertThat(changes.relabel(id, labels, Labelling.ofAnybody(clock), "")).isPresent();
  }

  private void hold(LongFunction<Hold> make) {
    Hold hold = make.apply(1);
    daemon.holds.place(hold.connection(), make);
    daemon.cache.withdraw(hold.connection());
  }

  private static String skipToSynced(WatchingReceiver receiver) throws InterruptedException {
    Told told = receiver.next();
    while (!(told.event() instanceof Synced)) {
      told = receiver.next();
    }
    return told.cursor();
  }

  private static long generationOf(Told told) {
    return ((TokenChanged) told.event()).token().generation().number();
  }

  private static WatchRequest ask(String cursor) {
    return request(READER, Set.of(ONE, TWO), cursor);
  }

  private static WatchRequest only(ConnectionId id, String cursor) {
    return request(READER, Set.of(id), cursor);
  }

  private static WatchRequest request(Caller caller, Set<ConnectionId> ids, String cursor) {
    return new WatchRequest(caller, ids, null, Map.of(), cursor);
  }
}
