package io.rotakeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final Costs NOTHING = new Costs(0, 0, 0, 0);

  private final Latencies latencies = new Latencies();

  @Test
  void knowsPercentilesToThreeDigits() {
    for (int micros = 1; micros <= 100_000; micros++) {
      latencies.add(micros * 1_000L);
    }

    assertThat(latencies.millis(50)).isCloseTo(50, within(0.06));
    assertThat(latencies.millis(99)).isCloseTo(99, within(0.11));
    assertThat(latencies.millis(99.9)).isCloseTo(99.9, within(0.11));
  }

  @Test
  void keepsWhatIsBeyondItsRange() {
    latencies.add(-5);
    latencies.add(Duration.ofHours(1).toNanos());

    assertThat(latencies.millis(100)).isCloseTo(60_000, within(61.0));
    assertThat(latencies.figures(1_000_000_000, NOTHING).calls()).isEqualTo(2);
  }

  @Test
  void dividesByTimeAndCalls() {
    for (int i = 0; i < 500; i++) {
      latencies.add(1_000_000);
    }

    Figures figures = latencies.figures(250_000_000, new Costs(1_000, 5_000, 500_000, 1_000_000));

    assertThat(figures.perSecond()).isEqualTo(2_000);
    assertThat(figures.each().clientBytes()).isEqualTo(2);
    assertThat(figures.each().serverBytes()).isEqualTo(10);
    assertThat(figures.each().clientMicros()).isEqualTo(1);
    assertThat(figures.each().serverMicros()).isEqualTo(2);
  }
}
