package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.enrollment.ClientEvents.Ending;
import io.rotakeep.core.enrollment.ClientEvents.Result;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.provider.ClientEvent;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A person says beforehand that a provider will end grants. */
final class ClientEventsTest {
  private static final Twist REFUSED = new Twist.Intercepted(400, null, "error=invalid_grant\n");
  private static final Twist BUSY = new Twist.Intercepted(400, null, "error=busy\n");
  private static final Provider FAMILY =
      SampleProviders.knowing(
          SampleProviders.of(new RotationClass.Family()),
          new ErrorRule("busy", null, null, ErrorMeaning.BUSY));
  private static final Order ORDER = new Order("ops", "the secret is reset at noon", "r-1");

  private final TestDesk desk = TestDesk.at(FAMILY);
  private final TestDaemon daemon = desk.daemon;
  private final ClientEvents events = new ClientEvents(desk.providers, daemon.audit, daemon.clock);

  @Test
  void aRefusalInTheSpanIsTheClientsAndNoTheft() {
    announce(Duration.ofHours(2));

    refuse(TestDaemon.ID);

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
    assertThat(daemon.incidents.unresolved()).isEmpty();
    assertThat(daemon.row().history().lastOutcome()).isEqualTo("rejected_client_event");
  }

  @Test
  void manyRefusalsInTheSpanAreNoMass() {
    announce(Duration.ofHours(2));
    for (int i = 0; i < 5; i++) {
      ConnectionId id = new ConnectionId("many/" + i);
      daemon.enrol(id, FAMILY, daemon.server.enrol());
      refuse(id);
    }

    assertThat(daemon.incidents.unresolved()).isEmpty();
    assertThat(daemon.engine.openCircuits()).isEmpty();
  }

  @Test
  void whatShowsAnotherHolderStillOpensAnIncident() {
    announce(Duration.ofHours(2));
    daemon.server.next(BUSY);

    daemon.refresh();

    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsExactly(IncidentKind.CONCURRENT_USE);
  }

  @Test
  void aRetiredTokenThatTurnsUpStillOpensAnIncident() {
    String first = daemon.refreshToken();
    daemon.refresh();
    announce(Duration.ofHours(2));

    try (SecretBytes retired = SecretBytes.copyOfAscii(first)) {
      desk.imports.adopt(
          new TokenImports.Import(
              TestDaemon.ID,
              FAMILY.name(),
              retired,
              Map.of(),
              null,
              null,
              false,
              TokenImports.Overwriting.REPLACE,
              "tester"));
    }

    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsExactly(IncidentKind.RETIRED_TOKEN_PRESENTED);
  }

  @Test
  void afterTheSpanARefusalIsSuspiciousAgain() {
    announce(Duration.ofHours(2));
    daemon.clock.advance(Duration.ofHours(2));

    refuse(TestDaemon.ID);

    assertSuspicious();
  }

  @Test
  void afterAWithdrawalARefusalIsSuspiciousAgain() {
    announce(Duration.ofHours(2));
    events.withdraw(FAMILY.name(), new Order("ops", "", "r-2"));

    refuse(TestDaemon.ID);

    assertSuspicious();
    assertThat(daemon.audit.records(AuditAction.CLIENT_EVENT_WITHDRAWN)).hasSize(1);
  }

  @Test
  void theEventOutlivesTheProcessThoughTheDatabaseLosesItsTail() {
    announce(Duration.ofHours(2));

    TestDaemon next = daemon.restart(true);
    next.server.next(REFUSED);
    next.refresh();

    assertThat(next.state())
        .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.CLIENT_EVENT));
  }

  @Test
  void theEventOutlivesAnAppliedFile() {
    Provider announced = announce(Duration.ofHours(2));

    Provider applied = SampleProviders.of(new RotationClass.Strict()).expectingAs(announced);

    assertThat(applied.event()).isEqualTo(announced.event());
    assertThat(applied.revision()).isEqualTo(1);
  }

  @Test
  void theAuditSaysWhoWhereUntilWhenAndWhy() {
    Provider announced = announce(Duration.ofHours(2));

    AuditRecord told = daemon.audit.records(AuditAction.CLIENT_EVENT_ANNOUNCED).getFirst();

    assertThat(told.caller()).isEqualTo("ops");
    assertThat(told.requestId()).isEqualTo("r-1");
    assertThat(told.reason().comment())
        .isEqualTo("provider acme until " + event(announced).ends() + ": " + ORDER.comment());
  }

  @Test
  void aStandingEventIsProlongedAndKeepsItsBegin() {
    ClientEvent first = event(announce(Duration.ofHours(2)));
    daemon.clock.advance(Duration.ofHours(1));

    ClientEvent second = event(announce(Duration.ofHours(5)));
    daemon.clock.advance(Duration.ofHours(6));
    ClientEvent third = event(announce(Duration.ofHours(1)));

    assertThat(second.begins()).isEqualTo(first.begins());
    assertThat(second.ends()).isEqualTo(first.begins().plus(Duration.ofHours(6)));
    assertThat(third.begins()).isEqualTo(second.ends().plus(Duration.ofHours(1)));
  }

  @Test
  void aSpanEndsInTheFutureAndWithinSevenDays() {
    Instant now = daemon.clock.instant();

    assertRefused(new Ending.After(Duration.ZERO), "duration", "must lie in the future");
    assertRefused(new Ending.At(now.minusSeconds(1)), "end_time", "must lie in the future");
    assertRefused(new Ending.After(Duration.ofDays(7).plusSeconds(1)), "duration", "within 7 days");
    assertRefused(new Ending.At(Instant.MAX), "end_time", "within 7 days");
    assertThat(announce(Duration.ofDays(7)).revision()).isEqualTo(2);
  }

  @Test
  void whereNothingStandsAWithdrawalChangesNothing() {
    Result result = events.withdraw(FAMILY.name(), ORDER);

    assertThat(result).isEqualTo(new Result.Done(FAMILY));
    assertThat(daemon.audit.records(AuditAction.CLIENT_EVENT_WITHDRAWN)).isEmpty();
  }

  private void assertRefused(Ending ending, String field, String rule) {
    assertThatThrownBy(() -> events.announce(FAMILY.name(), ending, ORDER))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining(field)
        .hasMessageContaining(rule);
  }

  private void assertSuspicious() {
    assertThat(daemon.state())
        .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
    assertThat(daemon.incidents.unresolved())
        .extracting(Incident::kind)
        .containsExactly(IncidentKind.REJECTED_UNEXPLAINED);
  }

  private Provider announce(Duration length) {
    Result result = events.announce(FAMILY.name(), new Ending.After(length), ORDER);
    return ((Result.Done) result).provider();
  }

  private static ClientEvent event(Provider provider) {
    return Objects.requireNonNull(provider.event());
  }

  private void refuse(ConnectionId id) {
    daemon.server.next(REFUSED);
    daemon.refresh(id);
  }
}
