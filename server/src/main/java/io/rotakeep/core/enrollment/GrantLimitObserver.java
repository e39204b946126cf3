package io.rotakeep.core.enrollment;

import io.rotakeep.core.provider.ProviderName;

/** Is told of subjects that have all the grants they can have. Never blocks, never throws. */
public interface GrantLimitObserver {
  /**
   * @param result in one word: {@code reached} or {@code exceeded}
   */
  void enrolled(ProviderName provider, String result);
}
