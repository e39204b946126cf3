package io.rotakeep.core.rotation;

import java.time.Duration;

/** What callers are told to wait when the provider did not say. */
final class RetryDelays {
  static final Duration SHORT = Duration.ofSeconds(1);
  static final Duration IN_DOUBT = Duration.ofSeconds(5);

  private RetryDelays() {}
}
