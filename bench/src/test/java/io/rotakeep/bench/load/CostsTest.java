package io.rotakeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static final int LOT = 8 << 20;

  @Test
  void tellsTheClientsThreadsFromAllOthers() throws InterruptedException {
    CountDownLatch allocated = new CountDownLatch(1);
    CountDownLatch measured = new CountDownLatch(1);
    Costs before = Costs.now();
    Thread client =
        Thread.ofPlatform()
            .name(Costs.CLIENT + "-1")
            .start(
                () -> {
                  assertThat(new byte[LOT]).hasSize(LOT);
                  allocated.countDown();
                  try {
                    measured.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    allocated.await();
    assertThat(new byte[2 * LOT]).hasSize(2 * LOT);

    Costs spent = Costs.now().since(before);
    measured.countDown();
    client.join();

    assertThat(spent.clientBytes()).isBetween((long) LOT, LOT + (LOT / 2L));
    assertThat(spent.otherBytes()).isGreaterThanOrEqualTo(2L * LOT);
  }
}
