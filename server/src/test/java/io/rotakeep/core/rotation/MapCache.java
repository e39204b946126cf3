package io.rotakeep.core.rotation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A {@link BoundedCache} that forgets nothing by itself, only when told to. */
public final class MapCache<K, V> implements BoundedCache<K, V> {
  private final ConcurrentHashMap<K, V> entries = new ConcurrentHashMap<>();

  @Override
  public @Nullable V find(K key) {
    return entries.get(key);
  }

  @Override
  public V merge(K key, V value, BinaryOperator<V> merge) {
    return entries.merge(key, value, merge);
  }

  @Override
  public void remove(K key) {
    entries.remove(key);
  }

  /** What a cache under pressure does. */
  public void evictAll() {
    entries.clear();
  }
}
