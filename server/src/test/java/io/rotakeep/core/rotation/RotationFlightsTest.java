package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static io.rotakeep.core.rotation.RotatorTest.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationFlightsTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private static final RotationTrigger NEEDED = new RotationTrigger.Needed(null);

  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void letGo() {
    gate.countDown();
    callers.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000})
  void askOneQuestionForAllWhoWait(int count) throws Exception {
    daemon.server.holdUntil(gate);
    List<Future<RotationOutcome>> waiting = ask(daemon, count, NEEDED);
    await().until(() -> seatsTaken() == count);

    gate.countDown();

    for (Future<RotationOutcome> one : waiting) {
      assertThat(fresh(one.get()).generation().number()).isEqualTo(2);
    }
    assertThat(daemon.server.presentations().values()).containsExactly(1, 0);
    assertThat(seatsTaken()).isZero();
  }

  @Test
  void goOnWhenEveryCallerHasGivenUp() {
    daemon.server.holdUntil(gate);

    RotationOutcome impatient =
        daemon.engine.flights().join(TestDaemon.ID, NEEDED, Duration.ofMillis(20));
    gate.countDown();

    assertThat(failure(impatient)).isEqualTo(new RefreshFailure.DeadlinePassed());
    await().until(() -> daemon.row().generation().number() == 2);
    assertThat(fresh(daemon.refresh()).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(seatsTaken()).isZero();
  }

  @Test
  void goOnWhenTheCallersThreadIsInterrupted() throws Exception {
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> caller = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);

    caller.cancel(true);
    gate.countDown();

    await().until(() -> daemon.row().generation().number() == 2);
    await().until(() -> seatsTaken() == 0);
  }

  @Test
  void refuseMoreWaitersThanTheirLimit() throws Exception {
    TestDaemon small = limited(new RotationFlights.Limits(2, 100));
    List<Future<RotationOutcome>> waiting = ask(small, 2, NEEDED);
    await().until(() -> small.engine.flights().waiting() == 2 && small.server.questions() == 1);

    RotationOutcome third = small.refresh();

    assertThat(failure(third)).isEqualTo(new RefreshFailure.TooManyWaiters());
    gate.countDown();
    for (Future<RotationOutcome> one : waiting) {
      assertThat(fresh(one.get()).generation().number()).isEqualTo(2);
    }
    assertThat(small.engine.flights().waiting()).isZero();
  }

  @Test
  void refuseMoreWaitersThanTheLimitInAll() {
    TestDaemon small = limited(new RotationFlights.Limits(100, 1));
    ask(small, 1, NEEDED);
    await().until(() -> small.engine.flights().waiting() == 1);

    RotationOutcome second = small.refresh(new ConnectionId("acme/two"));

    assertThat(failure(second)).isEqualTo(new RefreshFailure.TooManyWaiters());
  }

  @Test
  void rotateForARequestThatJoinedANeedlessFlight() throws Exception {
    daemon.refresh();
    CountDownLatch lockReleased = new CountDownLatch(1);
    Future<?> holder = holdLock(lockReleased);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.engine.flights().waiting() == 1);
    Future<RotationOutcome> requested = request(new RotationTrigger.Requested(false));
    await().until(() -> daemon.engine.flights().waiting() == 2);

    lockReleased.countDown();

    assertThat(fresh(reader.get()).generation().number()).isEqualTo(2);
    assertThat(fresh(requested.get()).generation().number()).isEqualTo(3);
    holder.get();
  }

  @Test
  void rotateForAnImportThatJoinedANeedlessFlight() throws Exception {
    daemon.refresh();
    CountDownLatch lockReleased = new CountDownLatch(1);
    Future<?> holder = holdLock(lockReleased);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.engine.flights().waiting() == 1);
    Future<RotationOutcome> imported = request(new RotationTrigger.Import());
    await().until(() -> daemon.engine.flights().waiting() == 2);

    lockReleased.countDown();

    assertThat(fresh(reader.get()).generation().number()).isEqualTo(2);
    assertThat(fresh(imported.get()).generation().number()).isEqualTo(3);
    holder.get();
  }

  @Test
  void countARotationUnderWayForARequestThatJoinsIt() throws Exception {
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);
    Future<RotationOutcome> requested = request(new RotationTrigger.Requested(false));
    await().until(() -> daemon.engine.flights().waiting() == 2);

    gate.countDown();

    assertThat(fresh(reader.get()).generation().number()).isEqualTo(2);
    assertThat(fresh(requested.get()).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void fetchAnotherTokenThanTheOneThatDoesNotDo() {
    String handle = fresh(daemon.refresh()).handle();

    RotationOutcome outcome = daemon.ask(TestDaemon.ID, new RotationTrigger.Needed(handle));

    assertThat(fresh(outcome).handle()).isNotEqualTo(handle);
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void askOnceWhenTheProviderGivesTheSameAccessTokenAgain() {
    daemon.server.saysBeside("access_token=at-always-this\nexpires_in=3600\n");
    String handle = fresh(daemon.refresh()).handle();

    RotationOutcome outcome = daemon.ask(TestDaemon.ID, new RotationTrigger.Needed(handle));

    assertThat(fresh(outcome).handle()).isEqualTo(handle);
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void aHoldPlacedDuringTheFlightWins() throws Exception {
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);

    daemon.holds.place(
        TestDaemon.ID,
        epoch ->
            new Hold.RevokedHold(
                TestDaemon.ID, epoch, daemon.clock.instant(), Reason.OPERATOR, false));
    daemon.cache.withdraw(TestDaemon.ID);
    gate.countDown();

    assertThat(failure(reader.get())).isInstanceOf(RefreshFailure.PersonNeeded.class);
    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    assertThat(daemon.tokens.find(TestDaemon.ID)).isNull();
    assertThat(daemon.refreshToken()).startsWith("rt-2");
  }

  @Test
  void landThoseUnderWayAndStartNoOthers() throws Exception {
    daemon.server.holdUntil(gate);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh());
    await().until(() -> daemon.server.questions() == 1);

    boolean tooEarly = daemon.engine.flights().land(Duration.ofMillis(20));
    gate.countDown();
    boolean landed = daemon.engine.flights().land(TestDaemon.PATIENCE);
    RotationOutcome late = daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    assertThat(tooEarly).isFalse();
    assertThat(landed).isTrue();
    assertThat(fresh(reader.get()).generation().number()).isEqualTo(2);
    assertThat(failure(late)).isEqualTo(new RefreshFailure.StoreUnavailable());
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void knowNoConnectionThatIsNotThere() {
    RotationOutcome outcome = daemon.refresh(new ConnectionId("nobody"));

    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.NotFound());
  }

  @Test
  void serveWhoJoinedANeedlessFlightWithWhatItFound() throws Exception {
    String handle = fresh(daemon.refresh()).handle();
    RotationTrigger keepAlive = new RotationTrigger.KeepAlive(daemon.clock.instant());
    for (RotationTrigger trigger : List.of(NEEDED, keepAlive)) {
      int flown = daemon.observer.waits().size();

      RotationOutcome outcome = joinANeedlessFlight(trigger);

      assertThat(fresh(outcome).handle()).isEqualTo(handle);
      assertThat(daemon.observer.waits()).hasSize(flown + 1);
    }
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void rotateForAReaderForWhomTheTokenOfANeedlessFlightDoesNotDo() throws Exception {
    String handle = fresh(daemon.refresh()).handle();

    RotationOutcome outcome = joinANeedlessFlight(new RotationTrigger.Needed(handle));

    assertThat(fresh(outcome).generation().number()).isEqualTo(3);
  }

  @Test
  void rotateForOneOfManyThatJoinedANeedlessFlight() throws Exception {
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(1));

    RotationOutcome outcome =
        joinANeedlessFlight(new RotationTrigger.RequestedOfMany(daemon.clock.instant()));

    assertThat(fresh(outcome).generation().number()).isEqualTo(3);
  }

  @Test
  void leaveAnInterruptedCallerInterrupted() {
    daemon.server.holdUntil(gate);
    Thread.currentThread().interrupt();

    RotationOutcome outcome = daemon.refresh();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure(outcome)).isEqualTo(new RefreshFailure.DeadlinePassed());
  }

  @Test
  void haveNotLandedForWhoIsInterrupted() {
    daemon.server.holdUntil(gate);
    daemon.engine.flights().start(TestDaemon.ID, NEEDED);
    await().until(() -> daemon.server.questions() == 1);
    Thread.currentThread().interrupt();

    boolean landed = daemon.engine.flights().land(TestDaemon.PATIENCE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(landed).isFalse();
  }

  @Test
  void areAwaitedOnlyIfAReaderStartedThem() throws Exception {
    RotationFlights flights = daemon.engine.flights();
    ConnectionId read = new ConnectionId("acme/read");
    daemon.enrol(read, STRICT, daemon.server.enrol());
    daemon.server.holdUntil(gate);
    assertThat(flights.isAwaited(TestDaemon.ID)).isFalse();

    flights.start(TestDaemon.ID, NEEDED);
    Future<RotationOutcome> reader = callers.submit(() -> daemon.refresh(read));

    await().until(() -> flights.isAwaited(read));
    assertThat(flights.isAwaited(TestDaemon.ID)).isFalse();
    gate.countDown();
    assertThat(fresh(reader.get()).generation().number()).isEqualTo(2);
    assertThat(flights.isAwaited(read)).isFalse();
  }

  /** Whoever gives up takes no room from who comes later. */
  @Test
  void takeBackTheSeatOfWhoGivesUp() {
    RotationFlights flights = limited(new RotationFlights.Limits(1, 100)).engine.flights();

    RotationOutcome first = flights.join(TestDaemon.ID, NEEDED, Duration.ofMillis(20));
    RotationOutcome second = flights.join(TestDaemon.ID, NEEDED, Duration.ofMillis(20));

    assertThat(failure(first)).isEqualTo(new RefreshFailure.DeadlinePassed());
    assertThat(failure(second)).isEqualTo(new RefreshFailure.DeadlinePassed());
  }

  /** A daemon whose server holds its answers until the gate opens. */
  private TestDaemon limited(RotationFlights.Limits limits) {
    MutableClock clock = MutableClock.standing();
    ScriptedTokenEndpoint server = new ScriptedTokenEndpoint(STRICT.tokens().rotation(), clock);
    server.holdUntil(gate);
    return TestDaemon.enrolled(STRICT, new TestDaemon.Parts(clock, server).limits(limits));
  }

  private Future<?> holdLock(CountDownLatch released) {
    CountDownLatch held = new CountDownLatch(1);
    Future<?> holder =
        callers.submit(
            () ->
                daemon.locks.<Boolean>whileHolding(
                    TestDaemon.ID,
                    _ -> {
                      held.countDown();
                      try {
                        released.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return true;
                    }));
    await().until(() -> held.getCount() == 0);
    return holder;
  }

  /** Behind a reader's flight, which finds that the stored token does. */
  private RotationOutcome joinANeedlessFlight(RotationTrigger trigger) throws Exception {
    CountDownLatch lockReleased = new CountDownLatch(1);
    Future<?> holder = holdLock(lockReleased);
    daemon.engine.flights().start(TestDaemon.ID, NEEDED);
    FutureTask<RotationOutcome> joined = new FutureTask<>(() -> daemon.ask(TestDaemon.ID, trigger));
    Thread caller = Thread.ofVirtual().start(joined);
    await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);

    lockReleased.countDown();

    holder.get();
    return joined.get();
  }

  private Future<RotationOutcome> request(RotationTrigger trigger) {
    return callers.submit(() -> daemon.ask(TestDaemon.ID, trigger));
  }

  private List<Future<RotationOutcome>> ask(TestDaemon asked, int count, RotationTrigger trigger) {
    List<Future<RotationOutcome>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(callers.submit(() -> asked.ask(TestDaemon.ID, trigger)));
    }
    return waiting;
  }

  private int seatsTaken() {
    return daemon.engine.flights().waiting();
  }
}
