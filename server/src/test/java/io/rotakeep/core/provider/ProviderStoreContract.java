package io.rotakeep.core.provider;

import static io.rotakeep.core.connection.Samples.provider;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.StoreContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link ProviderStore} keeps to. */
public abstract class ProviderStoreContract extends StoreContract {

  @Test
  void givesBackWhatWasWritten() {
    assertThat(providers().write(provider("b", 1))).isTrue();
    assertThat(providers().write(provider("a", 1, null))).isTrue();

    reopen();

    assertThat(providers().find(new ProviderName("b"))).contains(provider("b", 1));
    assertThat(providers().find(new ProviderName("c"))).isEmpty();
    assertThat(providers().list()).containsExactly(provider("a", 1, null), provider("b", 1));
  }

  @Test
  void takesOnlyTheNextRevision() {
    assertThat(providers().write(provider("a", 2))).isFalse();
    assertThat(providers().write(provider("a", 1))).isTrue();
    assertThat(providers().write(provider("a", 1, null))).isFalse();
    assertThat(providers().write(provider("a", 3))).isFalse();
    assertThat(providers().write(provider("a", 2))).isTrue();

    assertThat(providers().find(new ProviderName("a"))).contains(provider("a", 2));
  }

  @Test
  void deletesOnce() {
    providers().write(provider("a", 1));

    assertThat(providers().delete(new ProviderName("a"))).isTrue();
    assertThat(providers().delete(new ProviderName("a"))).isFalse();

    assertThat(providers().list()).isEmpty();
    assertThat(providers().write(provider("a", 1))).isTrue();
  }

  @Test
  void letsOneOfManyWriteARevision() {
    for (long next = 1; next <= 3; next++) {
      long revision = next;
      AtomicInteger wins = new AtomicInteger();
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < 16; writer++) {
          writers.execute(() -> wins.addAndGet(providers().write(provider("a", revision)) ? 1 : 0));
        }
      }

      assertThat(wins).hasValue(1);
    }
  }

  private ProviderStore providers() {
    return stores().providers();
  }
}
