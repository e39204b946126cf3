package io.rotakeep.core.enrollment;

import io.rotakeep.core.provider.ProviderName;

/** Is told how revocations at providers end, to count them. Never blocks, never throws. */
public interface RevocationObserver {
  /**
   * @param result in one word: {@code confirmed}, {@code unconfirmed}, {@code refused} or {@code
   *     not_possible}
   */
  void revoked(ProviderName provider, String result);
}
