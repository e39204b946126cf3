package io.rotakeep.core.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Deed;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Suspicion;
import io.rotakeep.core.notice.NoticeObserver.Result;
import io.rotakeep.core.notice.Receiver.Wanted;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.RecordingAudit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Insistence QUICK =
      new Insistence(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofHours(1), 100);
  private static final Deed PERSON = new Deed("ops", "a customer's mail: eve@example.com", "r");

  private final RecordingAudit audit = new RecordingAudit();
  private final InMemoryStores stores = new InMemoryStores();
  private final TestReceiver receiver = new TestReceiver();
  private final Map<Result, Integer> results = new ConcurrentHashMap<>();
  private final List<Notices> started = new ArrayList<>();
  private Incidents incidents = incidents();

  @AfterEach
  void stop() {
    started.forEach(Notices::close);
  }

  @Test
  void tellsHowAnIncidentGoesOn() {
    var _ = start(QUICK);

    Incident incident = suspect(1, Severity.MEDIUM);
    awaitTypes("incident.opened");
    suspectMore(1, Severity.HIGH);
    awaitTypes("incident.opened", "incident.raised");
    incidents.acknowledge(incident.id(), PERSON);
    awaitTypes("incident.opened", "incident.raised", "incident.acknowledged");
    incidents.resolve(incident.id(), Progress.Resolution.ACCIDENT, PERSON);
    awaitTypes("incident.opened", "incident.raised", "incident.acknowledged", "incident.resolved");

    assertThat(receiver.sent())
        .extracting(Notice::id)
        .containsExactly(
            incident.id() + "-opened",
            incident.id() + "-raised-high",
            incident.id() + "-acknowledged",
            incident.id() + "-resolved");
    await().until(() -> results.getOrDefault(Result.DELIVERED, 0) == 4);
  }

  @Test
  void sendsTheSameNoticeAgainUntilItIsTaken() {
    receiver.refuses();
    Notices notices = start(QUICK);
    Incident incident = suspect(1, Severity.HIGH);

    await().until(() -> receiver.sent().size() >= 4);
    assertThat(notices.troubles())
        .singleElement()
        .returns("status 503", Trouble::cause)
        .returns("ops (hooks.example.com)", trouble -> trouble.receiver().toString());
    assertThat(notices.waiting(TestReceiver.NAME)).isEqualTo(1);
    receiver.takes();
    await().until(() -> notices.waiting(TestReceiver.NAME) == 0);

    assertThat(receiver.sent()).extracting(Notice::id).containsOnly(incident.id() + "-opened");
    assertThat(notices.troubles()).isEmpty();
    assertThat(results).containsEntry(Result.DELIVERED, 1).containsKey(Result.FAILED);
  }

  @Test
  void tellsAfterARestartWhatWasNotTakenAndNothingElse() {
    Notices before = start(QUICK);
    suspect(1, Severity.HIGH);
    await().until(() -> results.getOrDefault(Result.DELIVERED, 0) == 1);
    receiver.refuses();
    Incident untold = suspect(2, Severity.HIGH);
    await().until(() -> receiver.sent().size() > 2);
    before.close();
    incidents.resolve(untold.id(), Progress.Resolution.ACCIDENT, PERSON);
    receiver.takes();
    receiver.sent().clear();

    incidents = incidents();
    var _ = start(QUICK);
    suspect(3, Severity.HIGH);

    await().until(() -> results.getOrDefault(Result.DELIVERED, 0) == 3);
    assertThat(receiver.types()).containsExactlyInAnyOrder("incident.resolved", "incident.opened");
    assertThat(receiver.sent()).extracting(Notice::id).contains(untold.id() + "-resolved");
  }

  @Test
  void givesUpAfterItsTimeButTellsWhatComesLater() {
    receiver.refuses();
    Insistence short1 =
        new Insistence(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(30), 100);
    Notices notices = start(short1);
    Incident incident = suspect(1, Severity.HIGH);

    await().until(() -> results.getOrDefault(Result.GIVEN_UP, 0) == 1);
    assertThat(notices.waiting(TestReceiver.NAME)).isZero();
    receiver.takes();
    receiver.sent().clear();
    incidents.resolve(incident.id(), Progress.Resolution.ACCIDENT, PERSON);

    awaitTypes("incident.resolved");
  }

  @Test
  void putsOffTheOldestOfTheLeastUrgentWhenTooManyWait() {
    receiver.refuses();
    Notices notices =
        start(new Insistence(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofHours(1), 2));
    Incident low = suspect(1, Severity.LOW);
    await().until(() -> notices.waiting(TestReceiver.NAME) == 1);
    suspect(2, Severity.HIGH);
    suspect(3, Severity.CRITICAL);
    await().until(() -> results.containsKey(Result.POSTPONED));
    receiver.sent().clear();
    await().until(() -> receiver.sent().size() > 4);
    assertThat(receiver.sent()).extracting(Notice::id).doesNotContain(low.id() + "-opened");

    receiver.sent().clear();
    receiver.takes();

    await().until(() -> results.getOrDefault(Result.DELIVERED, 0) == 3);
    assertThat(receiver.sent().getLast().id()).isEqualTo(low.id() + "-opened");
  }

  @Test
  void isNoBurdenToWhoOpensAnIncidentNorToAStopWhileAReceiverHangs() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    receiver.answers(
        _ -> {
          hanging.countDown();
          try {
            never.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return new Delivery.Failed("interrupted");
        });
    Notices notices = start(QUICK);
    suspect(1, Severity.HIGH);
    await().until(() -> hanging.getCount() == 0);

    Instant begun = Instant.now();
    for (int i = 2; i < 50; i++) {
      suspect(i, Severity.HIGH);
    }
    notices.close();

    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMillis(1900));
    assertThat(receiver.sent()).hasSize(1);
    assertThat(results).isEmpty();
  }

  @Test
  void tellsEachReceiverOnlyWhatItWants() {
    var _ =
        start(QUICK, receiver.wanting(new Wanted(Severity.HIGH, Set.of(IncidentKind.OPERATOR))));

    suspect(1, Severity.MEDIUM);
    suspect(2, IncidentKind.STALE_STORE, Severity.HIGH);
    Incident wanted = suspect(3, Severity.HIGH);

    awaitTypes("incident.opened");
    assertThat(receiver.sent()).extracting(Notice::id).containsExactly(wanted.id() + "-opened");
  }

  @Test
  void goesOnWhenTheStoreWasAway() {
    stores.beforeWrite(
        kind -> {
          if (kind.equals("notice")) {
            stores.beforeWrite(_ -> {});
            throw new IllegalStateException("the disk is full");
          }
        });
    var _ = start(QUICK);
    suspect(1, Severity.HIGH);

    await().atMost(Duration.ofSeconds(20)).until(() -> results.containsKey(Result.DELIVERED));

    awaitTypes("incident.opened", "incident.opened");
    assertThat(results).containsExactly(entry(Result.DELIVERED, 1));
  }

  @Test
  void triesAReceiverOnceBesideAllThatWaits() {
    receiver.answers(
        notice ->
            notice instanceof Notice.Trial
                ? new Delivery.Delivered()
                : new Delivery.Failed("status 503"));
    Notices notices = start(QUICK);
    suspect(1, Severity.HIGH);
    await().until(() -> !notices.troubles().isEmpty());

    List<Notices.Tried> tried = notices.tryAll("spiffe://example.org/ops", "r-1");

    assertThat(tried)
        .singleElement()
        .returns(new Delivery.Delivered(), Notices.Tried::delivery)
        .returns("ops", one -> one.receiver().name());
    assertThat(receiver.types()).containsOnlyOnce("test");
    assertThat(audit.records()).extracting(AuditRecord::action).contains(AuditAction.NOTICES_TRIED);
  }

  private Notices start(Insistence insistence) {
    return start(insistence, receiver.wanting(Wanted.ALL));
  }

  private Notices start(Insistence insistence, Receiver to) {
    Dispatch dispatch =
        new Dispatch(
            incidents,
            stores.noticeMarks(),
            (_, result) -> results.merge(result, 1, Integer::sum),
            insistence,
            InstantSource.system(),
            new Random(7));
    Notices notices = Notices.start(List.of(to), dispatch, audit);
    started.add(notices);
    return notices;
  }

  private Incidents incidents() {
    return new Incidents(stores.incidents(), audit, (_, _) -> {}, InstantSource.system());
  }

  private Incident suspect(int number, Severity severity) {
    return suspect(number, IncidentKind.OPERATOR, severity);
  }

  private Incident suspect(int number, IncidentKind kind, Severity severity) {
    return incidents.suspect(suspicion(number, kind, severity, Instant.now()));
  }

  private void suspectMore(int number, Severity severity) {
    incidents.suspect(
        suspicion(number, IncidentKind.OPERATOR, severity, Instant.now().plusSeconds(1)));
  }

  private static Suspicion suspicion(
      int number, IncidentKind kind, Severity severity, Instant time) {
    ConnectionId id = new ConnectionId("acme/" + number);
    return new Suspicion(
        new UUID(number, 0),
        kind,
        severity,
        Concerned.one(id, new ProviderName("p")),
        List.of(new Evidence(time, Evidence.Kind.REPORTED, "told", id, new Generation(1), "")),
        "somebody said so");
  }

  private void awaitTypes(String... types) {
    await().untilAsserted(() -> assertThat(receiver.types()).containsExactly(types));
  }
}
