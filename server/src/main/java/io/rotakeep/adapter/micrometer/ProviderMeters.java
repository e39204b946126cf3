package io.rotakeep.adapter.micrometer;

import io.rotakeep.core.provider.ProviderName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one name by provider and one more word. Finding one that exists takes two look-ups
 * and allocates nothing, so that the hot path may count. Thread-safe.
 */
final class ProviderMeters<M> {
  private static final int MOST_WORDS = 40;

  private final ProviderLabels labels;
  private final BiFunction<String, String, M> register;
  private final ConcurrentHashMap<ProviderName, ConcurrentHashMap<String, M>> known =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, M> other = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, M> unknown = new ConcurrentHashMap<>();

  /**
   * @param register makes a meter from a provider's label and a word, the same for the same two
   */
  ProviderMeters(ProviderLabels labels, BiFunction<String, String, M> register) {
    this.labels = labels;
    this.register = register;
  }

  /**
   * @param provider null if none is known
   */
  M of(@Nullable ProviderName provider, String word) {
    ConcurrentHashMap<String, M> row = provider == null ? unknown : known.get(provider);
    M found = row == null ? null : row.get(word);
    return found != null ? found : admit(provider, word);
  }

  private M admit(@Nullable ProviderName provider, String word) {
    String label = provider == null ? ProviderLabels.UNKNOWN : labels.of(provider);
    ConcurrentHashMap<String, M> row = rowOf(provider, label);
    String admitted = row.size() < MOST_WORDS ? word : ProviderLabels.OTHER;
    M present = row.get(admitted);
    if (present != null) {
      return present;
    }
    M fresh = register.apply(label, admitted);
    M earlier = row.putIfAbsent(admitted, fresh);
    return earlier == null ? fresh : earlier;
  }

  private ConcurrentHashMap<String, M> rowOf(@Nullable ProviderName provider, String label) {
    if (provider == null) {
      return unknown;
    }
    return label.equals(ProviderLabels.OTHER)
        ? other
        : known.computeIfAbsent(provider, _ -> new ConcurrentHashMap<>());
  }
}
