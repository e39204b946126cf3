package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.Deed;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.IntrospectionEndpoint.Introspection;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a token that somebody else has used. */
class CompromiseTest {
  private static final ConnectionId SIBLING = new ConnectionId("acme/two");
  private static final RotationClass FAMILY = new RotationClass.Family();

  @Test
  void theFirstRefusalQuarantinesAndOpensAnIncidentWithOneTokenRequest() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(FAMILY));
    daemon.refresh();
    daemon.server.thiefPresents(daemon.refreshToken());
    int asked = daemon.server.questions();

    daemon.outliveAccessToken();
    daemon.refresh();
    daemon.refresh();

    assertThat(daemon.server.questions()).isEqualTo(asked + 1);
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.cache.find(TestDaemon.ID)).isNull();
    Incident incident = only(daemon);
    assertThat(incident.kind()).isEqualTo(IncidentKind.REJECTED_UNEXPLAINED);
    assertThat(incident.severity()).isEqualTo(Severity.HIGH);
    assertThat(incident.concerned().connections()).containsExactly(TestDaemon.ID);
    assertThat(kinds(incident)).startsWith(Evidence.Kind.NEWEST_TOKEN_REFUSED);
    assertThat(incident.story().evidence().getFirst().detail()).contains("invalid_grant");
    assertThat(daemon.incidents.unresolvedOf(TestDaemon.ID)).contains(incident.id());
    assertThat(daemon.observer.incidents()).containsExactly(IncidentKind.REJECTED_UNEXPLAINED);
    assertThat(daemon.audit.records(AuditAction.INCIDENT_OPENED)).hasSize(1);
  }

  @Test
  void aYoungAccessTokenThatIsDeadMakesACompromiseProbable() {
    TestDaemon daemon = introspecting(new Introspection.Dead());

    steal(daemon);

    Incident incident = only(daemon);
    assertThat(kinds(incident))
        .containsExactly(Evidence.Kind.NEWEST_TOKEN_REFUSED, Evidence.Kind.FRESH_ACCESS_TOKEN_DEAD);
    assertThat(incident.story().score()).isEqualTo(65);
    assertThat(incident.likelihood()).isEqualTo("probable");
    assertThat(incident.progress().followedUp()).isTrue();
  }

  @Test
  void anAccessTokenThatLivesMakesItPossibleOnly() {
    TestDaemon daemon = introspecting(new Introspection.Live(null, null));

    steal(daemon);

    Incident incident = only(daemon);
    assertThat(kinds(incident)).contains(Evidence.Kind.ACCESS_TOKEN_ALIVE);
    assertThat(incident.story().score()).isEqualTo(40);
    assertThat(incident.likelihood()).isEqualTo("possible");
  }

  @Test
  void asksAboutTheAccessTokenOnceHoweverOftenItIsTakenUp() {
    AtomicInteger asked = new AtomicInteger();
    TestDaemon daemon =
        introspecting(
            (_, _, _) -> {
              asked.incrementAndGet();
              return new Introspection.Dead();
            });

    steal(daemon);
    daemon.desk.response().resume();
    daemon.desk.response().resume();

    assertThat(asked).hasValue(1);
    assertThat(only(daemon).story().evidence()).hasSize(2);
  }

  @Test
  void takesUpAfterACrashWhatWasLeftToDo() {
    TestDaemon daemon =
        introspecting(
            (_, _, _) -> {
              throw new IllegalStateException("the process ends here");
            });
    steal(daemon);
    assertThat(only(daemon).progress().followedUp()).isFalse();

    TestDaemon next = daemon.restart(true);
    next.parts().introspection((_, _, _) -> new Introspection.Dead());
    TestDaemon after = next.restart(false);
    after.desk.response().resume();

    assertThat(only(after).progress().followedUp()).isTrue();
    assertThat(only(after).story().score()).isEqualTo(65);
  }

  @Test
  void holdsTheSiblingsThatTheProviderRevokesTogether() {
    Provider provider = SampleProviders.radius(SampleProviders.of(FAMILY), BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.refresh();

    steal(daemon);

    assertThat(daemon.holds.stopped(SIBLING)).isTrue();
    assertThat(only(daemon).concerned().connections()).containsExactly(TestDaemon.ID, SIBLING);
    assertThat(daemon.incidents.unresolvedOf(SIBLING)).contains(only(daemon).id());
  }

  @Test
  void tellsPeopleOfEachSiblingThatItHolds() {
    Provider provider = SampleProviders.radius(SampleProviders.of(FAMILY), BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.refresh();
    daemon.refresh(SIBLING);

    steal(daemon);

    assertThat(only(daemon).story().summary())
        .contains("acme/one", "refused the newest refresh token")
        .endsWith("quarantined with 1 of the same grant");
    assertThat(daemon.audit.records(AuditAction.CONNECTION_QUARANTINED))
        .extracting(audited -> audited.connection(), audited -> audited.reason().word())
        .containsExactlyInAnyOrder(
            tuple("acme/one", "SUSPECTED_COMPROMISE"), tuple("acme/two", "SUSPECTED_COMPROMISE"));
  }

  /** Whoever follows a connection learns of its end by that, and looks again. */
  @Test
  void withdrawsTheAccessTokensOfAllThatItHolds() {
    Provider provider = SampleProviders.radius(SampleProviders.of(FAMILY), BlastRadius.SUBJECT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());
    daemon.refresh();
    daemon.refresh(SIBLING);
    assertThat(daemon.tokens.find(SIBLING)).isNotNull();

    steal(daemon);

    assertThat(daemon.tokens.find(TestDaemon.ID)).isNull();
    assertThat(daemon.tokens.find(SIBLING)).isNull();
  }

  @Test
  void leavesSiblingsAloneWhereTheyAreNotRevokedTogether() {
    Provider provider = SampleProviders.radius(SampleProviders.of(FAMILY), BlastRadius.GRANT);
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.enrol(SIBLING, provider, daemon.server.enrol());

    steal(daemon);

    assertThat(daemon.holds.stopped(SIBLING)).isFalse();
    assertThat(only(daemon).concerned().connections()).containsExactly(TestDaemon.ID);
    assertThat(only(daemon).story().summary()).endsWith("; quarantined");
  }

  @Test
  void anotherRequestAtTheSameTimeIsAnIncidentOfItsOwnKind() {
    Provider provider =
        SampleProviders.knowing(
            SampleProviders.of(FAMILY), new ErrorRule("in_use", null, null, ErrorMeaning.BUSY));
    TestDaemon daemon = TestDaemon.enrolled(provider);
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(new Twist.Intercepted(400, null, "error=in_use\n"));

    daemon.refresh();

    assertThat(only(daemon).kind()).isEqualTo(IncidentKind.CONCURRENT_USE);
    assertThat(only(daemon).story().score()).isEqualTo(60);
    assertThat(only(daemon).story().summary()).contains("another use of its refresh token");
    assertThat(only(daemon).story().evidence().getFirst().detail())
        .contains("in_use", "another request with the token was under way");
  }

  @Test
  void ownDoubtsAreNeverIncidents() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(FAMILY));
    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.server.next(new Twist.AnswerLost());

    daemon.refresh();
    daemon.outliveAccessToken();
    daemon.refresh();

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void endsTheGrantUpstreamOnlyWhereThatIsSwitchedOn() {
    List<ConnectionId> ended = new ArrayList<>();
    MutableClock clock = MutableClock.standing();
    TestDaemon daemon =
        TestDaemon.enrolled(
            SampleProviders.of(FAMILY),
            new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(FAMILY, clock))
                .upstream(ended::add));

    steal(daemon);

    assertThat(ended).containsExactly(TestDaemon.ID);
    assertThat(only(daemon).story().timeline())
        .extracting(step -> step.action())
        .anyMatch(action -> action.endsWith("upstream revocation confirmed"));
  }

  @Test
  void aRetiredTokenInAnAnswerIsNotAdoptedAndOpensAnIncident() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(FAMILY));
    daemon.refresh();
    String retired = daemon.refreshToken();
    daemon.outliveAccessToken();
    daemon.refresh();
    String newest = daemon.refreshToken();
    daemon.outliveAccessToken();
    daemon.server.next(
        new Twist.Reworded(
            body -> body.replaceAll("refresh_token=.*", "refresh_token=" + retired)));

    daemon.refresh();

    assertThat(daemon.refreshToken()).isEqualTo(newest);
    assertThat(daemon.row().state()).isInstanceOf(ConnectionState.InDoubt.class);
    assertThat(only(daemon).kind()).isEqualTo(IncidentKind.RETIRED_TOKEN_PRESENTED);
  }

  @Test
  void stopsServiceEvenIfTheIncidentCannotBeKeptAndKeepsItWhenItCan() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(FAMILY));
    daemon.refresh();
    daemon.server.thiefPresents(daemon.refreshToken());
    daemon.outliveAccessToken();
    daemon.stores.beforeWrite(
        kind -> {
          if (kind.equals("incident")) {
            throw new StoreUnavailableException("full");
          }
        });

    daemon.refresh();

    assertThat(daemon.holds.stopped(TestDaemon.ID)).isTrue();
    daemon.stores.beforeWrite(_ -> {});
    daemon.engine.openAttempts().settle(TestDaemon.ID);
    assertThat(only(daemon).kind()).isEqualTo(IncidentKind.REJECTED_UNEXPLAINED);
    assertThat(daemon.server.questions()).isEqualTo(2);
  }

  @Test
  void aResolvedIncidentLeavesTheHoldToAPerson() {
    TestDaemon daemon = TestDaemon.enrolled(SampleProviders.of(FAMILY));
    steal(daemon);
    Incident incident = only(daemon);

    daemon.incidents.resolve(
        incident.id(), Progress.Resolution.ACCIDENT, new Deed("dev", "we did it", "r-1"));

    assertThat(daemon.incidents.unresolved()).isEmpty();
    assertThat(daemon.incidents.unresolvedOf(TestDaemon.ID)).isEmpty();
    assertThat(daemon.holds.stopped(TestDaemon.ID)).isTrue();
  }

  /** In the youth of its access token, and found at once because somebody asked. */
  private static void steal(TestDaemon daemon) {
    daemon.refresh();
    daemon.server.thiefPresents(daemon.refreshToken());
    daemon.clock.advance(Duration.ofMinutes(1));
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
  }

  private static TestDaemon introspecting(Introspection said) {
    return introspecting((_, _, _) -> said);
  }

  private static TestDaemon introspecting(IntrospectionEndpoint endpoint) {
    MutableClock clock = MutableClock.standing();
    return TestDaemon.enrolled(
        SampleProviders.introspecting(SampleProviders.of(FAMILY)),
        new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(FAMILY, clock))
            .introspection(endpoint));
  }

  private static Incident only(TestDaemon daemon) {
    assertThat(daemon.incidents.unresolved()).hasSize(1);
    return daemon.incidents.unresolved().getFirst();
  }

  private static List<Evidence.Kind> kinds(Incident incident) {
    return incident.story().evidence().stream().map(Evidence::kind).toList();
  }
}
