package io.rotakeep.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.ConnectionState.InDoubt;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresentationTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Instant ENDED = NOW.minusSeconds(1);
  private static final Instant LIVES = NOW.plusSeconds(600);

  static Stream<RotationClass> replayable() {
    return Stream.of(
        new RotationClass.None(), new RotationClass.Overlapping(), new RotationClass.Successor());
  }

  static Stream<RotationClass> dangerous() {
    return Stream.of(
        new RotationClass.Strict(), new RotationClass.Family(), new RotationClass.Mixed());
  }

  @ParameterizedTest
  @MethodSource("replayable")
  void isFreeWhereTheClassPermitsIt(RotationClass rotation) {
    assertThat(decide(rotation, doubt(50, 9_999, true), LIVES))
        .isEqualTo(new Presentation.Replay());
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void waitsForTheEndOfTheAccessToken(RotationClass rotation) {
    assertThat(decide(rotation, doubt(1, 5, false), LIVES))
        .isEqualTo(new Presentation.NotBefore(LIVES));
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void happensOnceOnPurposeWhenNothingIsLeftToLose(RotationClass rotation) {
    assertThat(decide(rotation, doubt(1, 5, false), ENDED))
        .isEqualTo(new Presentation.Deliberate());
    assertThat(decide(rotation, doubt(2, 5, true), ENDED)).isEqualTo(new Presentation.Never());
    assertThat(decide(rotation, doubt(2, 5, true), LIVES)).isEqualTo(new Presentation.Never());
  }

  @Test
  void isFreeInTheFirstFourFifthsOfAWindow() {
    RotationClass rotation = new RotationClass.Window(Duration.ofSeconds(30));

    assertThat(decide(rotation, doubt(9, 23, false), LIVES)).isEqualTo(new Presentation.Replay());
    assertThat(decide(rotation, doubt(1, 24, false), LIVES))
        .isEqualTo(new Presentation.NotBefore(LIVES));
    assertThat(decide(rotation, doubt(1, 24, false), ENDED))
        .isEqualTo(new Presentation.Deliberate());
  }

  @Test
  void isNotFreeWhenTheClockWasSetBackBehindTheFirstPresentation() {
    RotationClass rotation = new RotationClass.Window(Duration.ofSeconds(30));

    assertThat(decide(rotation, doubt(1, -3_600, false), LIVES))
        .isEqualTo(new Presentation.NotBefore(LIVES));
  }

  @Test
  void isFreeAsOftenAsTheCountSays() {
    RotationClass rotation = new RotationClass.Count(2);

    assertThat(decide(rotation, doubt(2, 5, false), LIVES)).isEqualTo(new Presentation.Replay());
    assertThat(decide(rotation, doubt(3, 5, false), LIVES))
        .isEqualTo(new Presentation.NotBefore(LIVES));
  }

  @Test
  void sparesAHealthySiblingThatSharesTheRadius() {
    InDoubt doubt = doubt(1, 5, false);

    assertThat(decide(doubt, BlastRadius.SUBJECT, true)).isEqualTo(new Presentation.Never());
    assertThat(decide(doubt, BlastRadius.SUBJECT, false)).isEqualTo(new Presentation.Deliberate());
    assertThat(decide(doubt, BlastRadius.GRANT, true)).isEqualTo(new Presentation.Deliberate());
  }

  @Test
  void aTokenFromAnOldStoreHarmsNobodyOnlyWhereNoneIsEverRetired() {
    assertThat(
            Stream.of(
                    new RotationClass.None(),
                    new RotationClass.Overlapping(),
                    new RotationClass.Successor(),
                    new RotationClass.Window(Duration.ofSeconds(30)),
                    new RotationClass.Count(1),
                    new RotationClass.Strict(),
                    new RotationClass.Family(),
                    new RotationClass.Mixed())
                .filter(Presentation::harmlessIfStale))
        .containsExactly(new RotationClass.None(), new RotationClass.Overlapping());
  }

  private static Presentation decide(RotationClass rotation, InDoubt doubt, Instant servedUntil) {
    return Presentation.of(doubt, rules(rotation, BlastRadius.CHAIN), servedUntil, false, NOW);
  }

  private static Presentation decide(InDoubt doubt, BlastRadius radius, boolean sibling) {
    return Presentation.of(doubt, rules(new RotationClass.Family(), radius), ENDED, sibling, NOW);
  }

  private static TokenRules rules(RotationClass rotation, BlastRadius radius) {
    return new TokenRules(
        rotation, radius, SampleProviders.of(rotation).tokens().access(), null, null);
  }

  private static InDoubt doubt(int presentations, int secondsAgo, boolean deliberate) {
    return new InDoubt(new UUID(1, 2), NOW.minusSeconds(secondsAgo), presentations, deliberate);
  }
}
