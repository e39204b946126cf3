package io.rotakeep.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class UpkeepTest {
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final AtomicInteger times = new AtomicInteger();

  @Test
  void aTaskThatFailsIsDoneAgain() {
    assertIsRepeated(new IllegalStateException("today it does not work"));
  }

  /** A class that cannot be loaded, a recursion that is too deep. */
  @Test
  void aTaskThatBreaksOffWithAnErrorIsDoneAgain() {
    assertIsRepeated(new StackOverflowError());
  }

  @Test
  void aTaskThatTellsItsOwnPaceIsDoneAgainAfterwardsAndAfterAFailure() {
    try (Upkeep upkeep = new Upkeep()) {
      var _ =
          upkeep.paced(
              "something",
              () -> {
                if (times.incrementAndGet() == 2) {
                  throw new IllegalStateException("today it does not work");
                }
                return OFTEN;
              });

      await().atMost(Duration.ofSeconds(10)).until(() -> times.get() >= 4);
    }
  }

  @Test
  void whatWasStillToBeDoneIsNotDoneAfterTheEnd() {
    Upkeep upkeep = new Upkeep();
    Duration hour = Duration.ofHours(1);
    upkeep.paced(
        "something",
        () -> {
          times.incrementAndGet();
          return hour;
        });
    await().atMost(Duration.ofSeconds(10)).until(() -> times.get() == 1);

    assertTimeout(Duration.ofSeconds(4), upkeep::close);
  }

  private void assertIsRepeated(Throwable thrown) {
    try (Upkeep upkeep = new Upkeep()) {
      var _ =
          upkeep.every(
              OFTEN,
              "something",
              () -> {
                times.incrementAndGet();
                switch (thrown) {
                  case RuntimeException e -> throw e;
                  case Error e -> throw e;
                  default -> throw new AssertionError(thrown);
                }
              });

      await().atMost(Duration.ofSeconds(10)).until(() -> times.get() >= 3);
    }
  }
}
