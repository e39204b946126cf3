package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.time.Instant;

/**
 * How a file is left that the trail does not go on in. Once it has begun nobody writes there any
 * more, though no other file can be made yet.
 */
final class Leaving {
  private static final System.Logger LOG = System.getLogger(Leaving.class.getName());

  private Leaving() {}

  /**
   * With a last line, if it takes one. All that was written there is on the disk on return, with or
   * without that line.
   *
   * @return how the next segment is to speak of this one, of half a last line too
   */
  static Before inOrder(Segment old, Instant now) throws UnsyncedException {
    try {
      old.head(now, Segment.ENDED);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: has no last line: {1}", old.file().path(), e);
    }
    old.force();
    try {
      return old.before();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: cannot be read: {1}", old.file().path(), e);
      return old.beforeLost();
    }
  }

  /**
   * Closes it. Of one that is lost as much as can be is brought to the disk: what had to be durable
   * is written once more elsewhere, and everything else is nowhere but here.
   */
  static void forGood(Segment old) {
    try {
      if (old.isLost()) {
        old.force();
      }
    } catch (UnsyncedException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: left as it is: {1}", old.file().path(), e);
    } finally {
      close(old);
    }
  }

  private static void close(Segment old) {
    try {
      old.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: not closed in order: {1}", old.file().path(), e);
    }
  }
}
