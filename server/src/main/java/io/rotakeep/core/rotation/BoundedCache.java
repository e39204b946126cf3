package io.rotakeep.core.rotation;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A map that forgets what is used least when it is full. Thread-safe; finding takes no lock. */
public interface BoundedCache<K, V> {
  @Nullable V find(K key);

  /** Puts the value, or what {@code merge} makes of the present one and it, in one step. */
  V merge(K key, V value, BinaryOperator<V> merge);

  void remove(K key);
}
