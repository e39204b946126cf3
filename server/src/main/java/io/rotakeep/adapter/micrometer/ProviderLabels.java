package io.rotakeep.adapter.micrometer;

import io.rotakeep.core.provider.ProviderName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Which providers have a label value of their own: the first ones. All others share one, so that no
 * number of providers makes the scrape grow without end. Thread-safe.
 */
final class ProviderLabels {
  /** No provider's name begins with an underscore. */
  static final String OTHER = "_other";

  static final String UNKNOWN = "_unknown";
  static final int MOST = 200;

  private final Set<String> admitted = ConcurrentHashMap.newKeySet();
  private final Semaphore room = new Semaphore(MOST);

  String of(ProviderName provider) {
    return of(provider.value());
  }

  String of(String provider) {
    if (admitted.contains(provider)) {
      return provider;
    }
    if (!room.tryAcquire()) {
      return OTHER;
    }
    if (!admitted.add(provider)) {
      room.release();
    }
    return provider;
  }
}
