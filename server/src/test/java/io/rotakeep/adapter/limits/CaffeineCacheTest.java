package io.rotakeep.adapter.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CaffeineCacheTest {
  @Test
  void findsWhatWasMergedAndForgetsWhatWasRemoved() {
    var cache = new CaffeineCache<String, Integer>(10);

    int merged = cache.merge("a", 1, Integer::sum) + cache.merge("a", 2, Integer::sum);

    assertThat(merged).isEqualTo(4);
    assertThat(cache.find("a")).isEqualTo(3);
    cache.remove("a");
    assertThat(cache.find("a")).isNull();
  }

  @Test
  void mergesInOneStep() {
    var cache = new CaffeineCache<String, Integer>(10);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Integer>> merges =
          IntStream.range(0, 1000)
              .mapToObj(
                  _ ->
                      CompletableFuture.supplyAsync(
                          () -> cache.merge("a", 1, Integer::sum), threads))
              .toList();
      merges.forEach(CompletableFuture::join);
    }

    assertThat(cache.find("a")).isEqualTo(1000);
  }

  @Test
  void staysWithinItsCapacity() {
    var cache = new CaffeineCache<Integer, Integer>(100);

    for (int i = 0; i < 10_000; i++) {
      cache.merge(i, i, (_, latest) -> latest);
    }

    long kept = IntStream.range(0, 10_000).filter(i -> cache.find(i) != null).count();
    assertThat(kept).isBetween(1L, 100L);
  }
}
