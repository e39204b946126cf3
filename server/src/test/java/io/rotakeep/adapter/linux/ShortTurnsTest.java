package io.rotakeep.adapter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ShortTurnsTest {
  private static final long SHORT = 100_000;

  /** Kernels before 6.12 know of no length, and say 0. */
  @Test
  void belongToTheThreadThatTakesThemAndToNoOther() {
    ShortTurns turns = ShortTurns.ofThisMachine().orElseThrow();
    long before = onAThread(turns::nanos);

    long taken = onAThread(() -> turns.take() ? turns.nanos() : 0);
    long children =
        onAThread(
            () -> {
              boolean _ = turns.take();
              return onAThread(turns::nanos);
            });
    long others = onAThread(turns::nanos);

    System.out.println("a turn has " + before + " ns, and a short one " + taken);
    assertThat(taken).isEqualTo(before == 0 ? 0 : SHORT);
    assertThat(List.of(children, others)).containsOnly(before).doesNotContain(SHORT);
  }

  /** One that ends, so that no other test has its turns. */
  private static long onAThread(Supplier<Long> asks) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> answer.completeAsync(asks, Runnable::run));
    return answer.join();
  }
}
