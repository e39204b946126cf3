package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What people have contributed so far towards opening a seal. Copies, wiped when they are used,
 * dropped or too old: nobody's share lies about while the others are on holiday. Not thread-safe.
 */
final class Gathering implements AutoCloseable {
  /** From the first contribution on. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private final PresentSeal seal;
  private final List<SecretBytes> contributions = new ArrayList<>();
  private Instant end = Instant.MAX;

  Gathering(PresentSeal seal) {
    this.seal = seal;
  }

  /** Drops what is too old. */
  void expire(Instant now) {
    if (!now.isBefore(end)) {
      close();
    }
  }

  /**
   * @throws ContributionRefusedException if it can be none; then nothing has changed
   */
  void add(SecretBytes contribution, Instant now) {
    seal.check(contribution, contributions);
    if (contributions.isEmpty()) {
      end = now.plus(LIFE);
    }
    contributions.add(contribution.copy());
  }

  int received() {
    return contributions.size();
  }

  int missing() {
    return seal.needed() - contributions.size();
  }

  /** Owned by this. */
  List<SecretBytes> all() {
    return List.copyOf(contributions);
  }

  @Override
  public void close() {
    contributions.forEach(SecretBytes::close);
    contributions.clear();
    end = Instant.MAX;
  }
}
