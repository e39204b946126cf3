package io.rotakeep.client.internal.watch;

import com.google.protobuf.Timestamp;
import java.time.Duration;

/**
 * How long a stream's messages were on their way, as far as can be seen without clocks that agree:
 * longer than the fastest of them by so much. A machine that slept finds old messages waiting. One
 * thread.
 */
final class Delay {
  private final Clocks clocks;
  private long shortest = Long.MAX_VALUE;

  Delay(Clocks clocks) {
    this.clocks = clocks;
  }

  /**
   * @param sent by the daemon's clock
   */
  Duration of(Timestamp sent) {
    long sentMillis = sent.getSeconds() * 1000 + sent.getNanos() / 1_000_000;
    long way = clocks.millis() - sentMillis;
    shortest = Math.min(shortest, way);
    return Duration.ofMillis(way - shortest);
  }
}
