package io.rotakeep.core.rotation;

import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;

/** Is told what rotations come to, to count it. Never blocks, never throws; thread-safe. */
public interface RotationObserver {
  /**
   * @param outcome in one word, such as {@code rotated} or {@code in_doubt}
   * @param elapsed from the first byte sent to the verdict
   */
  void finished(ProviderName provider, String outcome, Duration elapsed);

  /**
   * @param classification in one word, such as {@code unexplained}
   */
  void rejected(ProviderName provider, String classification);

  /** How long a flight waited for its connection's lock. */
  void serialized(Duration waited);
}
