package io.rotakeep.core.access;

import io.rotakeep.core.provider.ProviderName;
import org.jspecify.annotations.Nullable;

/** Is told what callers got, to count it. Never blocks, never throws; on the hot path. */
public interface AccessObserver {
  /**
   * @param provider null if the connection is not known
   * @param result in one word, such as {@code hit}
   */
  void answered(@Nullable ProviderName provider, String result);
}
