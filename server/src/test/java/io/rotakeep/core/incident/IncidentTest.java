package io.rotakeep.core.incident;

import static io.rotakeep.core.incident.SampleIncidents.NOW;
import static io.rotakeep.core.incident.SampleIncidents.ONE;
import static io.rotakeep.core.incident.SampleIncidents.PROVIDER;
import static io.rotakeep.core.incident.SampleIncidents.TWO;
import static io.rotakeep.core.incident.SampleIncidents.evidence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an incident says of itself, and how long it may become. */
class IncidentTest {

  @ParameterizedTest
  @CsvSource({
    "FRESH_ACCESS_TOKEN_DEAD, unlikely",
    "RETIRED_TOKEN_RECEIVED, possible",
    "NEWEST_TOKEN_REFUSED, possible",
    "REPORTED, probable"
  })
  void sixtyMakesACompromiseProbableAndThirtyPossible(Evidence.Kind kind, String likelihood) {
    assertThat(SampleIncidents.with(evidence(kind, ONE, NOW)).likelihood()).isEqualTo(likelihood);
  }

  @Test
  void countsEachKindOnceForEachConnection() {
    Evidence refused = evidence(Evidence.Kind.NEWEST_TOKEN_REFUSED, ONE, NOW);
    Evidence later = evidence(Evidence.Kind.NEWEST_TOKEN_REFUSED, ONE, NOW.plusSeconds(9));
    Evidence elsewhere = evidence(Evidence.Kind.NEWEST_TOKEN_REFUSED, TWO, NOW);
    Evidence dead = evidence(Evidence.Kind.ACCESS_TOKEN_DEAD, ONE, NOW);

    assertThat(SampleIncidents.with(refused, later).story().score()).isEqualTo(40);
    assertThat(SampleIncidents.with(refused, elsewhere, dead).story().score()).isEqualTo(90);
  }

  @Test
  void wasUpdatedWithItsLastEvidenceOrStep() {
    Incident seen = SampleIncidents.with(evidence(Evidence.Kind.REPORTED, ONE, NOW.plusSeconds(5)));
    Incident done =
        seen.with(seen.progress().acknowledged(), new Step(NOW.plusSeconds(8), "dev", "took it"));

    assertThat(seen.updated()).isEqualTo(NOW.plusSeconds(5));
    assertThat(done.updated()).isEqualTo(NOW.plusSeconds(8));
    assertThat(done.revision()).isEqualTo(seen.revision() + 1);
  }

  @Test
  void knowsWhatItWasToldAlready() {
    Evidence known = evidence(Evidence.Kind.REPORTED, ONE, NOW);
    Story story = SampleIncidents.with(known).story();

    assertThat(story.tells(known)).isTrue();
    assertThat(story.tells(evidence(Evidence.Kind.REPORTED, ONE, NOW.plusNanos(1_000)))).isTrue();
    assertThat(story.tells(evidence(Evidence.Kind.CONCURRENT_USE, ONE, NOW))).isFalse();
    assertThat(story.tells(evidence(Evidence.Kind.REPORTED, ONE, NOW.plusMillis(1)))).isFalse();
    assertThat(story.tells(evidence(Evidence.Kind.REPORTED, TWO, NOW))).isFalse();
    assertThat(
            story.tells(
                new Evidence(
                    NOW, Evidence.Kind.REPORTED, "it was seen", ONE, new Generation(4), "")))
        .isFalse();
  }

  @Test
  void keepsTheFirstHundredObservationsAndCountsTheRest() {
    Incident incident = SampleIncidents.with(evidence(Evidence.Kind.REPORTED, ONE, NOW));
    List<Evidence> more = new ArrayList<>();
    for (int i = 1; i <= 101; i++) {
      more.add(evidence(Evidence.Kind.REPORTED, ONE, NOW.plusSeconds(i)));
    }

    Story full = incident.with(more, List.of(), new Step(NOW, "dev", "more")).story();

    assertThat(full.evidence()).hasSize(100);
    assertThat(full.evidence().getLast().time()).isEqualTo(NOW.plusSeconds(99));
    assertThat(full.untold()).isEqualTo(2);
    assertThat(full.timeline()).hasSize(2);
  }

  @Test
  void keepsTheFirstTwoHundredSteps() {
    Story story = SampleIncidents.with().story();

    for (int i = 2; i <= 201; i++) {
      story = story.with(new Step(NOW, "dev", "step " + i));
    }

    assertThat(story.timeline()).hasSize(200);
    assertThat(story.timeline().getLast().action()).isEqualTo("step 200");
  }

  @Test
  void namesAThousandConnectionsAndCountsAll() {
    List<ConnectionId> many =
        IntStream.range(0, 1001).mapToObj(i -> new ConnectionId("acme/c" + i)).toList();

    Concerned all = Concerned.all(many, PROVIDER);
    Concerned more = all.and(List.of(ONE, ONE, many.getFirst()));

    assertThat(all.connections()).hasSize(1000).startsWith(many.getFirst());
    assertThat(all.count()).isEqualTo(1001);
    assertThat(more.connections()).hasSize(1000);
    assertThat(more.count()).isEqualTo(1002);
    assertThat(more.provider()).isEqualTo(PROVIDER);
  }

  @Test
  void takesInTheOnesThatAreNewOldestFirst() {
    Concerned both = Concerned.one(ONE, PROVIDER).and(List.of(TWO, ONE));

    assertThat(both).isEqualTo(Concerned.all(List.of(ONE, TWO), PROVIDER));
  }

  @Test
  void onlyARefusalOfTheNewestTokenIsLookedInto() {
    assertThat(Stream.of(IncidentKind.values()).filter(IncidentKind::isLookedInto))
        .containsExactly(IncidentKind.REJECTED_UNEXPLAINED, IncidentKind.CONCURRENT_USE);
    assertThat(Progress.beginning(IncidentKind.OPERATOR).followedUp()).isTrue();
    assertThat(Progress.beginning(IncidentKind.CONCURRENT_USE).followedUp()).isFalse();
  }

  @Test
  void fourKindsOfEvidenceTellOfTheAccessToken() {
    assertThat(
            Stream.of(Evidence.Kind.values())
                .filter(kind -> evidence(kind, ONE, NOW).tellsOfTheAccessToken()))
        .containsExactly(
            Evidence.Kind.FRESH_ACCESS_TOKEN_DEAD,
            Evidence.Kind.ACCESS_TOKEN_DEAD,
            Evidence.Kind.ACCESS_TOKEN_ALIVE,
            Evidence.Kind.ACCESS_TOKEN_UNKNOWN);
    assertThat(Evidence.Kind.ACCESS_TOKEN_DEAD.word()).isEqualTo("access_token_dead");
  }

  @Test
  void isNamedAfterItsCause() {
    UUID cause = UUID.fromString("0b3c1c52-7a2e-4c15-9a55-6f0b5f0c8c11");

    assertThat(IncidentId.of(cause)).hasToString("inc-0b3c1c527a2e4c15");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "inc-", "inc-0b3c1c527a2e4c1", "inc-0B3C1C527A2E4C15", "x"})
  void refusesOtherNames(String name) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> new IncidentId(name))
        .withMessage("incident: must be inc- and 16 hexadecimal digits");
  }

  @Test
  void distrustOfAStoreIsOneMatterHoweverOftenItIsFound() {
    UUID store = new UUID(7, 7);

    Suspicion found = StaleStoreAlarm.of(store, NOW, 12);

    assertThat(StaleStoreAlarm.of(store, NOW, 13).cause()).isEqualTo(found.cause());
    assertThat(StaleStoreAlarm.of(store, NOW.plusMillis(1), 12).cause())
        .isNotEqualTo(found.cause());
    assertThat(found.kind()).isEqualTo(IncidentKind.STALE_STORE);
    assertThat(found.concerned()).isEqualTo(new Concerned(List.of(), 12, null));
    assertThat(found.evidence().getFirst().kind()).isEqualTo(Evidence.Kind.STORE_NOT_AS_WITNESSED);
  }
}
