package io.rotakeep.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Lets through so many warnings a minute of the libraries that speak with peers: they warn, with a
 * stack, of each frame that breaks a rule, and a peer can send any number of those.
 */
final class PeerFaults extends Filter<ILoggingEvent> {
  static final int LINES = 10;
  static final long WINDOW_MILLIS = 60_000;
  private static final List<String> SPEAKERS =
      List.of("io.grpc.", "io.netty.", "org.eclipse.jetty.");

  private long windowBegan;
  private int written;

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean bounded =
        event.getLevel().isGreaterOrEqual(Level.WARN)
            && SPEAKERS.stream().anyMatch(event.getLoggerName()::startsWith);
    return !bounded || admits(event.getTimeStamp()) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private synchronized boolean admits(long time) {
    // A clock that was set back must not keep a window open for hours.
    if (time < windowBegan || time >= windowBegan + WINDOW_MILLIS) {
      windowBegan = time;
      written = 0;
    }
    return ++written <= LINES;
  }
}
