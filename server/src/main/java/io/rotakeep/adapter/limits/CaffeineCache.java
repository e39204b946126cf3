package io.rotakeep.adapter.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rotakeep.core.rotation.BoundedCache;
import java.util.concurrent.Executor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A bounded cache that evicts by frequency and recency (W-TinyLFU). */
public final class CaffeineCache<K, V> implements BoundedCache<K, V> {
  private final Cache<K, V> entries;

  /**
   * @param capacity how many entries it holds at the most, give or take those being evicted
   */
  public CaffeineCache(long capacity) {
    // Upkeep by whoever writes: amortized, short, and no pool of threads that outlives the daemon.
    this.entries = Caffeine.newBuilder().maximumSize(capacity).executor(inPlace()).build();
  }

  @Override
  public @Nullable V find(K key) {
    return entries.getIfPresent(key);
  }

  @Override
  public V merge(K key, V value, BinaryOperator<V> merge) {
    return entries.asMap().merge(key, value, merge);
  }

  @Override
  public void remove(K key) {
    entries.invalidate(key);
  }

  private static Executor inPlace() {
    return Runnable::run;
  }
}
