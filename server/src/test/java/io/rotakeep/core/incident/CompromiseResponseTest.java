package io.rotakeep.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.oauth.ProtectedResource.Reception;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.TestDaemon;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done by ourselves once an incident stands. */
class CompromiseResponseTest {
  private static final Provider PROVIDER =
      SampleProviders.introspecting(SampleProviders.of(new RotationClass.Family()));

  private final TestDaemon daemon = TestDaemon.enrolled(PROVIDER);
  private final Deque<Runnable> put = new ArrayDeque<>();
  private final List<ConnectionId> ended = new ArrayList<>();
  private int asked;
  private boolean failing;
  private CompromiseResponse response;

  @BeforeEach
  void build() {
    daemon.refresh();
    LivingToken living =
        new LivingToken(
            daemon.secrets,
            daemon.credentials,
            (_, _, _) -> {
              asked++;
              if (failing) {
                throw new IllegalStateException("the network ends here");
              }
              return new Introspection.Dead();
            },
            (_, _, _) -> new Reception.Unknown("nobody listens"),
            daemon.clock);
    response =
        new CompromiseResponse(
            daemon.incidents,
            daemon.connections(),
            daemon.stores.providers(),
            living,
            id -> !ended.add(id),
            put::add);
  }

  @Test
  void asksOnceThoughItIsBegunTwice() {
    Incident incident = refused(1, TestDaemon.ID);

    response.begin(TestDaemon.ID);
    response.resume();
    assertThat(put).hasSize(1);
    run();
    response.resume();

    assertThat(put).isEmpty();
    assertThat(asked).isEqualTo(1);
    assertThat(ended).containsExactly(TestDaemon.ID);
    Incident told = daemon.incidents.find(incident.id()).orElseThrow();
    assertThat(told.progress().followedUp()).isTrue();
    assertThat(told.story().timeline().getLast().action())
        .endsWith("upstream revocation not confirmed");
  }

  @Test
  void repeatsWhatFailed() {
    Incident incident = refused(1, TestDaemon.ID);
    failing = true;
    response.begin(TestDaemon.ID);
    run();
    assertThat(daemon.incidents.find(incident.id()).orElseThrow().progress().followedUp())
        .isFalse();

    failing = false;
    response.resume();
    run();

    assertThat(daemon.incidents.find(incident.id()).orElseThrow().progress().followedUp()).isTrue();
  }

  /** Between the start and the turn of the executor another may have done it. */
  @Test
  void doesNothingThatWasDoneMeanwhile() {
    Incident incident = refused(1, TestDaemon.ID);
    response.begin(TestDaemon.ID);

    daemon.incidents.followUp(incident.id(), List.of(), "done by another");
    run();

    assertThat(asked).isZero();
    assertThat(ended).isEmpty();
  }

  @Test
  void asksOnlyAboutRefusalsThatNothingIsKnownOf() {
    refused(1, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();

    daemon.clock.advance(Duration.ofSeconds(1));
    refused(2, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();
    suspect(3, Evidence.Kind.REPORTED, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();

    assertThat(asked).isEqualTo(1);
    assertThat(ended).hasSize(1);
  }

  @Test
  void asksAfterRefusalsOnly() {
    suspect(1, Evidence.Kind.REPORTED, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();
    assertThat(asked).isZero();

    daemon.clock.advance(Duration.ofSeconds(1));
    suspect(2, Evidence.Kind.CONCURRENT_USE, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void asksAboutEachGenerationForItself() {
    refused(1, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));

    refused(2, TestDaemon.ID);
    response.begin(TestDaemon.ID);
    run();

    assertThat(asked).isEqualTo(2);
  }

  @Test
  void passesOverConnectionsThatAreGone() {
    ConnectionId gone = new ConnectionId("acme/gone");
    Incident incident = refused(1, gone);

    response.begin(gone);
    run();

    assertThat(asked).isZero();
    assertThat(daemon.incidents.find(incident.id()).orElseThrow().progress().followedUp()).isTrue();
  }

  private void run() {
    while (!put.isEmpty()) {
      put.remove().run();
    }
  }

  private Incident refused(int cause, ConnectionId id) {
    return suspect(cause, Evidence.Kind.NEWEST_TOKEN_REFUSED, id);
  }

  private Incident suspect(int cause, Evidence.Kind kind, ConnectionId id) {
    Generation newest = daemon.row().generation();
    Evidence seen = new Evidence(daemon.clock.instant(), kind, "seen", id, newest, "");
    return daemon.incidents.suspect(
        new Suspicion(
            new UUID(cause, 0),
            IncidentKind.REJECTED_UNEXPLAINED,
            Severity.HIGH,
            Concerned.one(id, PROVIDER.name()),
            List.of(seen),
            "refused"));
  }
}
