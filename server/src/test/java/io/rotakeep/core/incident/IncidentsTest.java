package io.rotakeep.core.incident;

import static io.rotakeep.core.incident.SampleIncidents.NOW;
import static io.rotakeep.core.incident.SampleIncidents.ONE;
import static io.rotakeep.core.incident.SampleIncidents.PROVIDER;
import static io.rotakeep.core.incident.SampleIncidents.TWO;
import static io.rotakeep.core.incident.SampleIncidents.suspicion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.Incidents.Changed;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.RecordingAudit;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When an incident opens, when one grows, and what people do about it. */
class IncidentsTest {
  private static final Deed DEED = new Deed("dev", "a laptop was stolen", "r-1");

  private final MutableClock clock = new MutableClock(NOW.plusSeconds(60));
  private final InMemoryStores stores = new InMemoryStores();
  private final RecordingAudit audit = new RecordingAudit();
  private final List<IncidentKind> counted = new ArrayList<>();
  private final Incidents incidents = process();

  @Test
  void opensAtTheTimeOfTheOldestEvidence() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    assertThat(opened.opened()).isEqualTo(NOW);
    assertThat(opened.revision()).isEqualTo(1);
    assertThat(opened.story().timeline())
        .containsExactly(new Step(NOW.plusSeconds(60), Step.OURSELVES, "opened"));
    assertThat(incidents.find(opened.id())).contains(opened);
    assertThat(incidents.list(IncidentQuery.all(5))).containsExactly(opened);
    assertThat(counted).containsExactly(IncidentKind.CONCURRENT_USE);
    assertThat(incidents.feed().position()).isEqualTo(1);
  }

  @Test
  void theSameCauseIsTheSameIncidentAndNothingNewIsTold() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    Incident again = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));
    Incident afterARestart = process().suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    assertThat(again).isEqualTo(opened);
    assertThat(afterARestart).isEqualTo(opened);
    assertThat(counted).hasSize(1);
    assertThat(audit.records(AuditAction.INCIDENT_OPENED)).hasSize(1);
  }

  @Test
  void moreOfTheKindAboutTheSameConnectionIsAddedAndLookedIntoAgain() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));
    incidents.followUp(opened.id(), List.of(), "asked");

    Incident more =
        incidents.suspect(
            suspicion(2, IncidentKind.CONCURRENT_USE, NOW.plusSeconds(9), PROVIDER, ONE, TWO));

    assertThat(more.id()).isEqualTo(opened.id());
    assertThat(more.story().evidence()).hasSize(2);
    assertThat(more.concerned().connections()).containsExactly(ONE, TWO);
    assertThat(more.progress().followedUp()).isFalse();
    assertThat(more.story().timeline().getLast().action())
        .isEqualTo("found more: something happened");
    assertThat(incidents.unresolvedOf(TWO)).contains(opened.id());
  }

  @Test
  void anotherKindOrAnotherConnectionIsAnotherIncident() {
    incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));
    incidents.suspect(suspicion(2, IncidentKind.RETIRED_TOKEN_PRESENTED, ONE));
    incidents.suspect(suspicion(3, IncidentKind.CONCURRENT_USE, TWO));

    assertThat(incidents.unresolved()).hasSize(3);
  }

  @Test
  void refusalsOfOneClientAreOneMatterWhicheverConnectionsTheyAreOf() {
    var other = new ProviderName("other");
    incidents.suspect(suspicion(1, IncidentKind.RETIRED_TOKEN_PRESENTED, TWO));
    Incident first = incidents.suspect(suspicion(2, IncidentKind.MASS_REJECTION, ONE));
    Incident second =
        incidents.suspect(
            suspicion(3, IncidentKind.MASS_REJECTION, NOW.plusSeconds(1), PROVIDER, TWO));
    Incident elsewhere =
        incidents.suspect(suspicion(4, IncidentKind.MASS_REJECTION, NOW, other, TWO));

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(elsewhere.id()).isNotEqualTo(first.id());
    assertThat(incidents.unresolved()).hasSize(3);
  }

  @Test
  void theNewestIncidentSpeaksForAConnection() {
    incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, NOW, PROVIDER, ONE));
    Incident newest =
        incidents.suspect(
            suspicion(2, IncidentKind.RETIRED_TOKEN_PRESENTED, NOW.plusSeconds(5), PROVIDER, ONE));
    incidents.suspect(suspicion(3, IncidentKind.OPERATOR, NOW.minusSeconds(5), PROVIDER, ONE));

    assertThat(incidents.unresolvedOf(ONE)).contains(newest.id());

    incidents.resolve(newest.id(), Progress.Resolution.ACCIDENT, DEED);
    assertThat(incidents.unresolvedOf(ONE)).isNotEmpty().isNotEqualTo(Optional.of(newest.id()));
    assertThat(incidents.unresolvedOf(TWO)).isEmpty();
  }

  @Test
  void whatIsResolvedStaysSoWhateverIsFoundOfTheSameCause() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));
    incidents.resolve(opened.id(), Progress.Resolution.ACCIDENT, DEED);

    Incident again =
        incidents.suspect(
            suspicion(1, IncidentKind.CONCURRENT_USE, NOW.plusSeconds(9), PROVIDER, ONE));

    assertThat(again.isResolved()).isTrue();
    assertThat(again.story().evidence()).hasSize(1);
    assertThat(incidents.unresolved()).isEmpty();
  }

  @Test
  void peopleTakeItOnAndResolveItOnce() {
    IncidentId id = incidents.open(suspicion(1, IncidentKind.OPERATOR, ONE), DEED).id();

    incidents.acknowledge(id, new Deed("ops", "", "r-2"));
    Changed resolved = incidents.resolve(id, Progress.Resolution.COMPROMISE, DEED);

    Incident incident = incidents.find(id).orElseThrow();
    assertThat(resolved).isEqualTo(new Changed.Done(incident));
    assertThat(incident.progress())
        .isEqualTo(new Progress(Progress.State.RESOLVED, Progress.Resolution.COMPROMISE, true));
    assertThat(incident.story().timeline())
        .extracting(step -> step.actor() + " " + step.action())
        .containsExactly(
            "dev opened", "ops acknowledged", "dev resolved as compromise: a laptop was stolen");
    assertThat(incidents.acknowledge(id, DEED)).isEqualTo(new Changed.ResolvedAlready());
    assertThat(incidents.acknowledge(SampleIncidents.with().id(), DEED))
        .isEqualTo(new Changed.ResolvedAlready());
    assertThat(incidents.acknowledge(new IncidentId("inc-00000000000000ff"), DEED))
        .isEqualTo(new Changed.NotFound());
  }

  @Test
  void theAuditHearsWhoAndWhyBeforeAnythingHappens() {
    Incident opened = incidents.open(suspicion(1, IncidentKind.OPERATOR, ONE), DEED);
    incidents.reported(opened, new Deed("ops", "c".repeat(121), ""));
    audit.refuse(AuditAction.INCIDENT_RESOLVED);

    assertThatExceptionOfType(AuditUnavailableException.class)
        .isThrownBy(() -> incidents.resolve(opened.id(), Progress.Resolution.UNKNOWN, DEED));

    assertThat(incidents.find(opened.id())).contains(opened);
    AuditRecord first = audit.records(AuditAction.INCIDENT_OPENED).getFirst();
    assertThat(first.caller()).isEqualTo("dev");
    assertThat(first.connection()).isEqualTo("acme/one");
    assertThat(first.requestId()).isEqualTo("r-1");
    assertThat(first.reason().word()).isEqualTo("OPERATOR");
    assertThat(first.reason().comment()).isEqualTo("a laptop was stolen");
    AuditRecord reported = audit.records(AuditAction.INCIDENT_REPORTED).getFirst();
    assertThat(reported.requestId()).isEqualTo(opened.id().value());
    assertThat(reported.reason().comment()).isEqualTo("c".repeat(120));
  }

  @Test
  void theAuditNamesNoSingleConnectionOfSeveral() {
    incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE, TWO));

    assertThat(audit.records().getFirst().connection()).isEmpty();
  }

  @Test
  void whatWeDoByOurselvesIsDoneOnce() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));
    Evidence found = SampleIncidents.evidence(Evidence.Kind.ACCESS_TOKEN_ALIVE, ONE, NOW);

    incidents.followUp(opened.id(), List.of(found), "asked");
    incidents.followUp(opened.id(), List.of(found), "asked again");

    Incident told = incidents.find(opened.id()).orElseThrow();
    assertThat(told.progress().followedUp()).isTrue();
    assertThat(told.story().evidence()).hasSize(2);
    assertThat(told.story().timeline().getLast().action()).isEqualTo("asked");
    assertThat(told.revision()).isEqualTo(2);
  }

  @Test
  void whatTheStoreDidNotTakeIsToldToNobody() {
    stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });

    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE)));

    assertThat(incidents.unresolvedOf(ONE)).isEmpty();
    assertThat(incidents.feed().position()).isZero();
    assertThat(counted).isEmpty();
  }

  @Test
  void whatOnlyTheDatabaseTookIsWrittenAgain() {
    Incidents later = new Incidents(stores.incidents(), audit, (_, _) -> {}, clock);
    Incident opened =
        new Incidents(stores.incidents(), audit, (_, _) -> {}, clock)
            .suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    Incident again = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    assertThat(again.revision()).isEqualTo(opened.revision() + 1);
    assertThat(again.story().evidence()).isEqualTo(opened.story().evidence());
    assertThat(again.story().timeline().getLast())
        .isEqualTo(new Step(clock.instant(), Step.OURSELVES, "written again"));
    assertThat(incidents.unresolvedOf(ONE)).contains(opened.id());

    Incident onceMore = later.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE));

    assertThat(onceMore.revision()).isEqualTo(again.revision() + 1);
    assertThat(onceMore.story()).isEqualTo(again.story());
  }

  @Test
  void anIncidentThatAnotherChangedMeanwhileIsNotOverwritten() {
    IncidentStore refusing =
        new IncidentStore() {
          @Override
          public Optional<Incident> find(IncidentId id) {
            return stores.incidents().find(id);
          }

          @Override
          public boolean write(Incident incident) {
            return false;
          }

          @Override
          public List<Incident> list(IncidentQuery query) {
            return stores.incidents().list(query);
          }

          @Override
          public List<Incident> unresolved() {
            return stores.incidents().unresolved();
          }
        };
    Incidents late = new Incidents(refusing, audit, (_, _) -> {}, clock);

    assertThatExceptionOfType(StaleIncidentException.class)
        .isThrownBy(() -> late.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE)))
        .withMessageContaining("changed by another");
    assertThat(late.unresolved()).isEmpty();
  }

  @Test
  void isKnownAgainAfterARestart() {
    Incident opened = incidents.suspect(suspicion(1, IncidentKind.CONCURRENT_USE, ONE, TWO));
    clock.advance(Duration.ofDays(1));

    Incidents next = process();

    assertThat(next.unresolved()).containsExactly(opened);
    assertThat(next.unresolvedOf(TWO)).contains(opened.id());
  }

  @Test
  void nobodyIsLockedOutByWhoCameBefore() throws Exception {
    IncidentId id = incidents.open(suspicion(1, IncidentKind.OPERATOR, ONE), DEED).id();

    elsewhere(() -> incidents.acknowledge(id, DEED));
    incidents.suspect(suspicion(2, IncidentKind.CONCURRENT_USE, ONE));
    elsewhere(() -> incidents.followUp(id, List.of(), "nothing left"));
    elsewhere(() -> incidents.resolve(id, Progress.Resolution.UNKNOWN, DEED));

    assertThat(incidents.find(id).orElseThrow().isResolved()).isTrue();
  }

  private static void elsewhere(Runnable work) throws Exception {
    CompletableFuture.runAsync(work).get(10, TimeUnit.SECONDS);
  }

  private Incidents process() {
    return new Incidents(stores.incidents(), audit, (kind, _) -> counted.add(kind), clock);
  }
}
