package io.rotakeep.core.rotation;

import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;

/**
 * How much is asked of one host of a provider at once, and whether it is asked at all while it does
 * not answer. Asked before anything is intended; may wait for a place, some seconds at the most.
 * Thread-safe.
 */
public interface ProviderLoad {
  /** Where token requests go. */
  record Target(ProviderName provider, String host) {}

  Admission enter(Target target);

  /** Whether a question may be put. */
  sealed interface Admission {}

  /**
   * @param retryAfter how long to leave the provider alone
   */
  record Refused(Duration retryAfter) implements Admission {}

  /** A place, taken until it is closed. */
  non-sealed interface Admitted extends Admission, AutoCloseable {
    /**
     * To be called once if the question was put.
     *
     * @param healthy whether the provider itself answered, whatever it said
     */
    void answered(boolean healthy, Duration elapsed);

    @Override
    void close();
  }
}
