package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidityTest {
  private static final Instant ISSUED = Instant.parse("2026-05-11T00:00:00Z");
  private static final Validity HOUR =
      Validity.starting(ISSUED, Duration.ofHours(1), Duration.ofMinutes(5));

  @ParameterizedTest(name = "{0} wanted after {1}: {2}")
  @CsvSource({
    // as much as is wanted
    "PT10M, PT50M, true",
    "PT10M, PT50M0.000000001S, false",
    "PT0S, PT59M59.999999999S, true",
    // half of the whole life does for whoever wants more
    "PT40M, PT30M, true",
    "PT40M, PT30M0.000000001S, false",
    "PT87600H, PT0S, true",
    "PT87600H, PT31M, false",
    // nothing is left
    "PT0S, PT1H, false",
    "PT0S, PT2H, false",
  })
  void leavesWhatIsWantedOrHalfOfItsLife(Duration wanted, Duration age, boolean leaves) {
    assertThat(HOUR.leaves(wanted, ISSUED.plus(age))).isEqualTo(leaves);
  }
}
