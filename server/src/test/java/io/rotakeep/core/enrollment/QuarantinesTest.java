package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.Quarantines.Result;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.testkit.MutableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class QuarantinesTest {
  private static final ConnectionId ID = TestDaemon.ID;
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final Order ORDER = new Order("ops", "laptop stolen, ticket 4711", "r-1");
  private static final Result DONE = new Result.Done();
  private static final ConnectionState HELD = new ConnectionState.Quarantined(Reason.OPERATOR);

  private final List<ConnectionId> told = new CopyOnWriteArrayList<>();
  private final TestDaemon daemon = TestDaemon.enrolled(STRICT, parts());
  private final Quarantines quarantines = quarantines(daemon, daemon.holds);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private CountDownLatch theft = new CountDownLatch(0);

  @AfterEach
  void end() {
    callers.close();
  }

  @Test
  void stopReadersAtOnceAndKeepTheGrant() {
    daemon.refresh();
    told.clear();

    Result result = quarantines.quarantine(ID, ORDER);

    assertThat(result).isEqualTo(DONE);
    assertThat(daemon.state()).isEqualTo(HELD);
    assertThat(daemon.cache.find(ID)).isNull();
    assertThat(told).containsExactly(ID);
    assertThat(daemon.refresh())
        .isEqualTo(new RotationOutcome.Failed(new RefreshFailure.PersonNeeded(HELD)));
    assertThat(daemon.server.isUsable(daemon.refreshToken())).isTrue();
  }

  @Test
  void tellTheAuditWhoAndWhyBeforeAnythingHappens() {
    daemon.audit.refuse(AuditAction.CONNECTION_QUARANTINED);

    assertThatThrownBy(() -> quarantines.quarantine(ID, ORDER))
        .isInstanceOf(AuditUnavailableException.class);
    boolean untold = daemon.holds.stopped(ID);
    daemon.audit.acceptAll();
    quarantines.quarantine(ID, ORDER);
    quarantines.reinstate(ID, new Order("boss", "laptop found", "r-2"), false);

    assertThat(untold).isFalse();
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED))
        .singleElement()
        .satisfies(
            audited -> {
              assertThat(audited.caller()).isEqualTo("ops");
              assertThat(audited.reason())
                  .isEqualTo(new AuditReason("OPERATOR", "laptop stolen, ticket 4711"));
            });
    assertThat(daemon.audit.records(AuditAction.CONNECTION_REINSTATED))
        .singleElement()
        .satisfies(
            audited ->
                assertThat(audited.reason())
                    .isEqualTo(new AuditReason("OPERATOR", "laptop found")));
  }

  @Test
  void keepWhatAFlightBringsAndHandItOutOnlyAfterTheReinstatement() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);

    quarantines.quarantine(ID, ORDER);
    gate.countDown();
    RotationOutcome underTheHold = reader.get();
    boolean cached = daemon.tokens.find(ID) != null;
    quarantines.reinstate(ID, ORDER, false);
    RotationOutcome afterwards = daemon.refresh();

    assertThat(underTheHold)
        .isEqualTo(new RotationOutcome.Failed(new RefreshFailure.PersonNeeded(HELD)));
    assertThat(cached).isFalse();
    assertThat(daemon.refreshToken()).startsWith("rt-2");
    assertThat(afterwards).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(told.getLast()).isEqualTo(ID);
  }

  @Test
  void handNothingOutThatWasBeingPublishedWhenTheHoldCame() {
    daemon.server.afterSending(() -> daemon.stores.afterWrite(kind -> holdMeanwhile(kind)));

    RotationOutcome outcome = daemon.refresh();

    assertThat(outcome)
        .isEqualTo(new RotationOutcome.Failed(new RefreshFailure.PersonNeeded(HELD)));
    assertThat(daemon.tokens.find(ID)).isNull();
  }

  @Test
  void doNotHideWhatAFlightFindsOut() throws Exception {
    Future<RotationOutcome> reader = flightThatFindsATheft();
    quarantines.quarantine(ID, ORDER);
    theftIsFound(reader);

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    quarantines.quarantine(ID, ORDER);
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(quarantines.reinstate(ID, ORDER, false)).isEqualTo(DONE);
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.SUSPECTED_COMPROMISE));
  }

  @Test
  void areNoWayOutOfARevocationNotEvenAfterATheft() throws Exception {
    Future<RotationOutcome> reader = flightThatFindsATheft();
    ConnectionState revoked = new ConnectionState.Revoked(Reason.OPERATOR);
    revoke();
    theftIsFound(reader);

    assertThat(daemon.state()).isEqualTo(revoked);
    assertThat(quarantines.quarantine(ID, ORDER)).isEqualTo(new Result.WrongState(revoked));
    assertThat(quarantines.reinstate(ID, ORDER, false)).isEqualTo(new Result.WrongState(revoked));
    assertThat(daemon.state()).isEqualTo(revoked);
  }

  @Test
  void letOnlyTheHoldGoThatStoodWhenThePersonDecided() {
    quarantines.quarantine(ID, ORDER);
    Hold decidedOn = daemon.holds.standing(ID).orElseThrow();
    revoke();

    boolean lifted = daemon.holds.lift(decidedOn, daemon.clock.instant());

    assertThat(lifted).isFalse();
    assertThat(daemon.state()).isEqualTo(new ConnectionState.Revoked(Reason.OPERATOR));
  }

  @Test
  void haveNoMeaningForConnectionsThatServe() {
    assertThat(quarantines.reinstate(ID, ORDER, false))
        .isEqualTo(new Result.WrongState(new ConnectionState.Active()));
    assertThat(quarantines.quarantine(new ConnectionId("no/such"), ORDER))
        .isEqualTo(new Result.NotFound());
    assertThat(quarantines.reinstate(new ConnectionId("no/such"), ORDER, false))
        .isEqualTo(new Result.NotFound());
  }

  @Test
  void neverLetARecordGoThatDoesNotAuthenticate() {
    quarantines.quarantine(ID, ORDER);
    damageRefreshToken();

    Result result = quarantines.reinstate(ID, ORDER, false);

    assertThat(result).isEqualTo(new Result.Damaged());
    assertThat(daemon.state()).isEqualTo(HELD);
    assertThat(daemon.audit.records(AuditAction.CONNECTION_REINSTATED)).isEmpty();
  }

  @Test
  void neverLetAConnectionGoWhoseRecordWasFoundDamaged() {
    daemon.holds.quarantine(ID, Reason.INTEGRITY, daemon.clock.instant());

    assertThat(quarantines.reinstate(ID, ORDER, false)).isEqualTo(new Result.Damaged());
    assertThat(daemon.holds.stopped(ID)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void standAfterACrash(boolean losingStoreTail) {
    daemon.refresh();
    quarantines.quarantine(ID, ORDER);

    TestDaemon next = daemon.restart(losingStoreTail);

    assertThat(next.state()).isEqualTo(HELD);
    assertThat(next.refresh()).isInstanceOf(RotationOutcome.Failed.class);
  }

  @Test
  void stopServiceEvenIfTheDiskDoesNotTakeThemAndAreWrittenNextTime() {
    daemon.refresh();
    told.clear();
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });

    assertThatThrownBy(() -> quarantines.quarantine(ID, ORDER))
        .isInstanceOf(StoreUnavailableException.class);
    boolean stopped = daemon.cache.find(ID) == null && told.contains(ID);
    daemon.stores.beforeWrite(_ -> {});
    quarantines.quarantine(ID, ORDER);

    assertThat(stopped).isTrue();
    assertThat(daemon.restart(false).state()).isEqualTo(HELD);
  }

  @Test
  void stopServiceThoughNobodyCanReadTheRow() {
    daemon.refresh();
    daemon.stores.damage(ID);

    assertThat(quarantines.quarantine(ID, ORDER)).isEqualTo(DONE);
    assertThat(daemon.cache.find(ID)).isNull();
  }

  @Test
  void canBeDoneTwiceAndUndoneOnce() {
    quarantines.quarantine(ID, ORDER);
    long epoch = daemon.holds.standing(ID).orElseThrow().epoch();

    Result again = quarantines.quarantine(ID, ORDER);
    long after = daemon.holds.standing(ID).orElseThrow().epoch();
    Result reinstated = quarantines.reinstate(ID, ORDER, false);

    assertThat(again).isEqualTo(DONE);
    assertThat(after).isEqualTo(epoch);
    assertThat(reinstated).isEqualTo(DONE);
    assertThat(daemon.ask(ID, new RotationTrigger.Requested(false)))
        .isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void handNothingOutBetweenTheirBeginningAndTheirEndWhateverFlies() throws Exception {
    AtomicBoolean flying = new AtomicBoolean(true);
    List<Future<?>> crowd = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      crowd.add(callers.submit(() -> flyWhile(flying)));
    }

    for (int round = 0; round < 200; round++) {
      quarantines.quarantine(ID, ORDER);
      assertThat(daemon.cache.find(ID)).isNull();
      assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Failed.class);
      assertThat(daemon.cache.find(ID)).isNull();
      assertThat(quarantines.reinstate(ID, ORDER, false)).isEqualTo(DONE);
    }
    flying.set(false);
    for (Future<?> one : crowd) {
      one.get();
    }

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    assertThat(daemon.server.presentations().values()).allMatch(count -> count <= 1);
  }

  @Test
  void neverEndARevocationThatComesAtTheSameMoment() throws Exception {
    for (int round = 0; round < 200; round++) {
      daemon.holds.standing(ID).ifPresent(hold -> daemon.holds.lift(hold, Instant.EPOCH));
      quarantines.quarantine(ID, ORDER);
      CountDownLatch together = new CountDownLatch(2);
      Future<?> letting = callers.submit(() -> after(together, this::reinstate));
      Future<?> revoking = callers.submit(() -> after(together, this::revoke));
      letting.get();
      revoking.get();

      assertThat(daemon.state()).isEqualTo(new ConnectionState.Revoked(Reason.OPERATOR));
      assertThat(daemon.stores.holds().find(ID).orElseThrow().hold())
          .isInstanceOf(Hold.RevokedHold.class);
    }
  }

  private TestDaemon.Parts parts() {
    MutableClock clock = MutableClock.standing();
    return new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(STRICT.tokens().rotation(), clock))
        .feed(told::add);
  }

  private static Quarantines quarantines(TestDaemon daemon, Holds holds) {
    return new Quarantines(
        daemon.connections(),
        holds,
        daemon.secrets,
        new StaleTokens(
            daemon.connections(),
            daemon.stores.providers(),
            daemon.locks,
            daemon.engine.openAttempts(),
            daemon.secrets,
            daemon.clock),
        daemon.cache,
        daemon.audit,
        daemon.clock);
  }

  /** Once the flight's row is written, and before its token is handed out. */
  private void holdMeanwhile(String kind) {
    if (kind.equals("connection")) {
      daemon.stores.afterWrite(_ -> {});
      quarantines.quarantine(ID, ORDER);
    }
  }

  private Future<RotationOutcome> flightThatFindsATheft() {
    CountDownLatch gate = new CountDownLatch(1);
    theft = gate;
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);
    assertThat(daemon.server.thiefPresents(daemon.refreshToken())).isTrue();
    return reader;
  }

  private void theftIsFound(Future<RotationOutcome> reader) throws Exception {
    theft.countDown();
    assertThat(reader.get()).isInstanceOf(RotationOutcome.Failed.class);
  }

  private void flyWhile(AtomicBoolean flying) {
    while (flying.get()) {
      daemon.ask(ID, new RotationTrigger.Requested(false));
    }
  }

  private static void after(CountDownLatch together, Runnable act) {
    together.countDown();
    try {
      together.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    act.run();
  }

  private void reinstate() {
    quarantines.reinstate(ID, ORDER, false);
  }

  private void revoke() {
    daemon.holds.place(
        ID,
        epoch -> new Hold.RevokedHold(ID, epoch, daemon.clock.instant(), Reason.OPERATOR, false));
    daemon.cache.withdraw(ID);
  }

  private void damageRefreshToken() {
    Connection before = daemon.row();
    var grant = Objects.requireNonNull(before.grant());
    byte[] bytes = Objects.requireNonNull(grant.refreshToken()).bytes();
    bytes[bytes.length - 1] ^= 1;
    Connection after =
        before
            .withTokens(
                grant.withRefreshToken(new Envelope(bytes), grant.fingerprint()),
                before.accessToken())
            .nextRevision();
    assertThat(
            daemon.locks.<Boolean>whileHolding(
                ID, lock -> daemon.connections().replace(lock, before, after)))
        .isTrue();
  }
}
