package io.rotakeep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeds that once found something, for ever. A change of what a seed draws makes other worlds of
 * them; so what was found has a test of its own too, beside the code that was at fault.
 */
final class RegressionSeedsTest {
  private static final Tally VISITED = visited();

  @ParameterizedTest
  @ValueSource(
      longs = {
        499,
        1951,
        2215,
        7533,
        8564,
        13138,
        21190,
        1795849799522721L,
        1795850536181671L,
        1795850844348102L,
        1795854021457700698L,
        1795854528839640139L,
        1795854713764019434L,
        1795856759730259329L,
        1795857323918724876L,
        1795857512849953507L,
        1795857685331123174L,
        1795858527900470324L,
        1795858928173257360L,
        101485,
        259934,
        300042,
        434777,
        483708,
        100_399, // three answers of a gateway: a doubt without a presentation
        308_324 // revoked while the newest answer waits for the database
      })
  void livesThroughWhatOnceFoundAFault(long seed) {
    assertThat(SimulationRun.trace(seed)).endsWith(SimulationRun.KEPT);
  }

  @Test
  void repeatsAWorldExactly() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(SimulationRun.trace(seed)).isEqualTo(SimulationRun.trace(seed));
    }
  }

  /** A simulation in which nothing happens finds nothing. */
  @ParameterizedTest
  @EnumSource(
      value = Happening.class,
      names = {"START_REFUSED", "ACCEPTED_RISK_CALLED_THEFT"},
      mode = EnumSource.Mode.EXCLUDE)
  void visitsWhatIsModelled(Happening happening) {
    assertThat(VISITED.of(happening)).isPositive();
  }

  private static Tally visited() {
    Tally tally = new Tally();
    LongStream.range(0, 600).forEach(seed -> SimulationRun.live(seed, tally));
    return tally;
  }
}
