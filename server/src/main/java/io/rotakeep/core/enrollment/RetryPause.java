package io.rotakeep.core.enrollment;

import java.time.Duration;

/** How long a provider is left alone that did not confirm a revocation. */
final class RetryPause {
  static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  private RetryPause() {}
}
