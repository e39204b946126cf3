package io.rotakeep.simulation;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Salts and nonces that a seed repeats, and that cost no system call. Secure for nobody. */
final class RepeatableBytes extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient SplittableRandom random;

  RepeatableBytes(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
