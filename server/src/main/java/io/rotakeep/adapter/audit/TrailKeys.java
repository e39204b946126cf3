package io.rotakeep.adapter.audit;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the chains of each segment their keys: at once if there are any, else as soon as there are.
 * From then on every line of the segment has a tag. Not thread-safe.
 */
final class TrailKeys implements AutoCloseable {
  private final Run run;
  private boolean given;

  /** The segment's key, until all its chains have theirs. */
  private @Nullable SecretBytes key;

  TrailKeys(Run run) {
    this.run = run;
  }

  /**
   * The run's next segment, whose first line can have a tag. One to whose chains no key was {@link
   * #give given} could not be begun, and another takes its place.
   */
  Segment begin(AppendOnlyFile file) {
    close(key);
    Segment begun = new Segment(run.nextSegment(), file);
    given = false;
    key = keyed(begun);
    return begun;
  }

  /** To the chains that lack them, while nobody writes; false if there are none yet. */
  boolean give(Segment segment, List<Stripe> all) {
    if (given) {
      return true;
    }
    run.hasBegun();
    if (key == null) {
      key = keyed(segment);
      if (key == null) {
        return false;
      }
    }
    try (SecretBytes used = key) {
      all.forEach(stripe -> stripe.key(used));
    }
    key = null;
    given = true;
    return true;
  }

  /** The key of the segment's chains, once its control lines have theirs; null while sealed. */
  private @Nullable SecretBytes keyed(Segment segment) {
    HeadKey.AndLines taken = run.takeKeys();
    if (taken == null) {
      return null;
    }
    segment.key(taken);
    return taken.lines();
  }

  @Override
  public void close() {
    close(key);
    key = null;
    run.close();
  }

  private static void close(@Nullable SecretBytes key) {
    if (key != null) {
      key.close();
    }
  }
}
