package io.rotakeep.bench.load;

import io.netty.channel.EventLoopGroup;
import io.rotakeep.adapter.linux.ShortTurns;

/**
 * Has threads of the measurement wait for nobody's turn on a processor, as the daemon's event loops
 * do. A client elsewhere would not wait for the daemon's threads, and a bare server that is
 * compared with the daemon waits for no more than the daemon does.
 */
public final class OwnTurns {
  private OwnTurns() {}

  /** For the calling thread; without effect where the kernel cannot do it. */
  public static void take() {
    var _ = ShortTurns.ofThisMachine().map(ShortTurns::take);
  }

  /** For each thread of the group. */
  public static void take(EventLoopGroup loops) {
    loops.forEach(loop -> loop.execute(OwnTurns::take));
  }
}
