package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.limits.GuardedLoad;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A provider is away for an hour, and ten thousand connections whose tokens have ended want it. */
class OutageTest {
  private static final int CONNECTIONS = 10_000;
  private static final Duration OUTAGE = Duration.ofHours(1);
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /** The real limits; the clock is the world's, so nobody is kept waiting by the bucket. */
  private static final GuardedLoad.Limits LIMITS = new GuardedLoad.Limits(50, 10_000_000);

  private final Provider provider = SampleProviders.of(new RotationClass.Family());

  @Test
  void asksSeldomWhileItLastsAndOnceForEachAfterwards() {
    MutableClock clock = MutableClock.standing();
    TestDaemon.Parts parts =
        new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(provider.tokens().rotation(), clock))
            .load(new GuardedLoad(LIMITS, clock));
    TestDaemon daemon = TestDaemon.enrolled(provider, parts);
    List<ConnectionId> all = IntStream.range(0, CONNECTIONS).mapToObj(OutageTest::id).toList();
    all.forEach(id -> daemon.enrol(id, provider, daemon.server.enrol()));
    daemon.server.next(Collections.nCopies(CONNECTIONS, new Twist.Unsent()).toArray(Twist[]::new));

    long minutes = OUTAGE.dividedBy(BETWEEN);
    for (long minute = 0; minute < minutes; minute++) {
      all.forEach(id -> assertThat(daemon.refresh(id)).isInstanceOf(RotationOutcome.Failed.class));
      clock.advance(BETWEEN);
    }
    int meanwhile = daemon.server.questions();
    daemon.server.forgetScript();
    clock.advance(RefreshBudget.SPAN);
    all.forEach(daemon::refresh);
    clock.advance(BETWEEN);
    all.forEach(id -> assertThat(daemon.refresh(id)).isInstanceOf(RotationOutcome.Fresh.class));

    System.out.printf(
        "an outage of %s over %d connections: %d token requests, %d afterwards%n",
        OUTAGE, CONNECTIONS, meanwhile, daemon.server.questions() - meanwhile);
    // Not one for each connection and minute, but some for all of them.
    assertThat(meanwhile).isLessThan((int) minutes * 10);
    assertThat(daemon.server.questions() - meanwhile).isEqualTo(CONNECTIONS);
    assertThat(daemon.server.presentations().values()).allMatch(times -> times <= 1);
  }

  private static ConnectionId id(int number) {
    return new ConnectionId("many/" + number);
  }
}
