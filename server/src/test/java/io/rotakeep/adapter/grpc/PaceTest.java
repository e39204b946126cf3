package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Pace pace = new Pace(4, now::get);

  @Test
  void givesTheFirstTurnAtOnceAndTheOthersOneAfterAnother() {
    assertThat(pace.turn()).isZero();
    assertThat(pace.turn()).isEqualTo(Duration.ofMillis(250));
    assertThat(pace.turn()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void doesNotMakeUpForTurnsThatNobodyTook() {
    assertThat(pace.turn()).isZero();
    now.addAndGet(Duration.ofSeconds(10).toNanos());

    assertThat(pace.turn()).isZero();
    assertThat(pace.turn()).isEqualTo(Duration.ofMillis(250));
  }
}
