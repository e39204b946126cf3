package io.rotakeep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lives as many worlds as there is time for, from a seed that nobody has chosen.
 *
 * <p>{@code -Drotakeep.simulation.seconds=600} for longer, {@code .seeds=1000} for so many, {@code
 * .first=42} from there on, {@code .seed=42} for that one alone with its trace.
 */
final class SimulationTest {
  private static final String SETTING = "rotakeep.simulation.";
  private static final long SECONDS = Long.getLong(SETTING + "seconds", 60);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void keepsEveryPromiseInWhateverWorld() throws InterruptedException {
    Long only = Long.getLong(SETTING + "seed");
    if (only != null) {
      String trace = SimulationRun.trace(only);
      System.out.println(trace);
      assertThat(trace).endsWith(SimulationRun.KEPT);
      return;
    }
    long start = System.nanoTime();
    long first = Long.getLong(SETTING + "first", 0);
    long seeds = Long.getLong(SETTING + "seeds", Long.MAX_VALUE);
    long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
    System.out.println("simulation from seed " + first);
    SimulationRun run = new SimulationRun(first);

    Tally tally = run.until(() -> System.nanoTime() - end > 0 || run.begun() >= seeds);

    System.out.println(run.report(Duration.ofNanos(System.nanoTime() - start)));
    assertThat(tally.of(Happening.SEED)).isPositive();
  }
}
