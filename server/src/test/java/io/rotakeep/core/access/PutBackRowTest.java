package io.rotakeep.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.quota.QuotaObserver;
import io.rotakeep.core.quota.Quotas;
import io.rotakeep.core.rotation.MapCache;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reads gets nothing of an earlier row that somebody put back, and it is found out. */
final class PutBackRowTest {
  private static final Caller READER = new Caller(new CallerId.DnsName("crm"));
  private static final ConnectionState QUARANTINED =
      new ConnectionState.Quarantined(Reason.INTEGRITY);

  private TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));

  @BeforeEach
  void refreshOnce() {
    daemon.refresh();
  }

  /** After a restart only the fingerprints know of the newer one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isNotServedAlthoughItsTokenLives(boolean afterARestart) {
    Connection earlier = daemon.row();
    rotate();
    if (afterARestart) {
      daemon = daemon.restart(false);
    }
    putBack(earlier);
    int asked = daemon.server.questions();

    AccessResult result = read();

    assertThat(result).isEqualTo(failed(new RefreshFailure.Integrity()));
    assertThat(daemon.state()).isEqualTo(QUARANTINED);
    assertThat(daemon.server.questions()).isEqualTo(asked);
    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
  }

  @Test
  void isFoundOutOnceHoweverOftenItIsRead() {
    Connection earlier = daemon.row();
    rotate();
    putBack(earlier);

    read();
    AccessResult again = read();

    assertThat(again).isEqualTo(failed(new RefreshFailure.PersonNeeded(QUARANTINED)));
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED)).hasSize(1);
  }

  @Test
  void itsWordThatItServesIsNotBelieved() {
    Connection earlier = daemon.row();
    moveTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
    putBack(earlier);

    assertThat(read()).isEqualTo(failed(new RefreshFailure.Integrity()));
    assertThat(daemon.state()).isEqualTo(QUARANTINED);
  }

  @Test
  void itsWordThatAPersonIsNeededIsNotBelievedEither() {
    moveTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
    Connection earlier = daemon.row();
    moveTo(new ConnectionState.Active());
    putBack(earlier);

    assertThat(read()).isEqualTo(failed(new RefreshFailure.Integrity()));
    assertThat(daemon.state()).isEqualTo(QUARANTINED);
  }

  @Test
  void isNotToldToWhoWatches() {
    Connection earlier = daemon.row();
    rotate();
    putBack(earlier);

    WatchEvent event = watched();

    assertThat(event)
        .isEqualTo(new WatchEvent.StateChanged(TestDaemon.ID, new ConnectionState.Active(), true));
    await().until(() -> daemon.holds.stopped(TestDaemon.ID));
    assertThat(watched()).isEqualTo(new WatchEvent.StateChanged(TestDaemon.ID, QUARANTINED, false));
  }

  /** Of a broken row nobody knows more. */
  @Test
  void whoWatchesABrokenOneIsToldWhatItBecomes() {
    daemon.stores.damage(TestDaemon.ID);
    var quarantined = new WatchEvent.StateChanged(TestDaemon.ID, QUARANTINED, false);

    assertThat(watched()).isEqualTo(quarantined);
    await().until(() -> daemon.holds.stopped(TestDaemon.ID));
    assertThat(watched()).isEqualTo(quarantined);
  }

  /** Read without its lock, a row may be older for an honest reason. */
  @Test
  void isNoneThatWasReplacedWhileItWasRead() {
    AccessTokens tokens = overtaken(this::rotate);
    daemon.tokens.evictAll();

    AccessResult result = tokens.get(ask());

    assertThat(result)
        .isInstanceOfSatisfying(
            AccessResult.Granted.class,
            granted ->
                assertThat(granted.token().generation()).isEqualTo(daemon.row().generation()));
    assertNoAlarm();
  }

  @Test
  void isNoneHoweverManyReadWhileItIsRefreshed() throws Exception {
    AccessTokens tokens = overtaken(Thread::yield);
    List<Future<List<AccessResult>>> reading = new ArrayList<>();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int reader = 0; reader < 4; reader++) {
        reading.add(readers.submit(() -> misses(tokens, 200)));
      }
      while (!reading.stream().allMatch(Future::isDone)) {
        rotate();
      }
    }

    for (Future<List<AccessResult>> one : reading) {
      assertThat(one.get())
          .hasSize(200)
          .doesNotContain(failed(new RefreshFailure.Integrity()))
          .doesNotContain(failed(new RefreshFailure.PersonNeeded(QUARANTINED)));
    }
    assertNoAlarm();
  }

  private AccessTokens overtaken(Runnable meanwhile) {
    return tokens(new OvertakenStore(daemon.stores.connections(), meanwhile));
  }

  private void assertNoAlarm() {
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Active());
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED)).isEmpty();
  }

  private List<AccessResult> misses(AccessTokens tokens, int count) {
    List<AccessResult> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      daemon.tokens.evictAll();
      results.add(tokens.get(ask()));
    }
    return results;
  }

  private void rotate() {
    daemon.clock.advance(Duration.ofMillis(1));
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private void moveTo(ConnectionState state) {
    Connection before = daemon.row();
    Connection after = daemon.secrets.moveTo(before, state, daemon.clock.instant()).nextRevision();
    daemon.locks.<Boolean>whileHolding(
        TestDaemon.ID, lock -> daemon.connections().replace(lock, before, after));
  }

  /** And nobody remembers its token. */
  private void putBack(Connection earlier) {
    daemon.stores.putBack(earlier);
    daemon.tokens.evictAll();
  }

  private AccessResult read() {
    return tokens(daemon.stores.connections()).get(ask());
  }

  private WatchEvent watched() {
    return new CurrentTokens(
            daemon.stores.connections(),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.engine.flights(),
            daemon.clock)
        .of(TestDaemon.ID);
  }

  private static AccessRequest ask() {
    return new AccessRequest(READER, TestDaemon.ID, Duration.ZERO, null, TestDaemon.PATIENCE, "");
  }

  private static AccessResult failed(RefreshFailure failure) {
    return new AccessResult.Failed(failure);
  }

  private AccessTokens tokens(ConnectionStore store) {
    Policies policies =
        new Policies(
            List.of(
                new Policy("p", List.of("dns:crm"), List.of("acme/*"), Set.of(Role.READER), null)),
            daemon.clock);
    Quotas quotas = new Quotas(List.of(), daemon.clock, QuotaObserver.NOBODY);
    return new AccessTokens(
        () -> policies,
        daemon.cache,
        new MissedTokens(
            store,
            daemon.stores.providers(),
            daemon.holds,
            daemon.engine.storedTokens(),
            daemon.engine.flights(),
            daemon.clock),
        new RefreshAhead(daemon.engine.flights(), new MapCache<>()),
        () -> quotas,
        daemon.audit,
        false,
        (_, _) -> {},
        daemon.clock);
  }
}
