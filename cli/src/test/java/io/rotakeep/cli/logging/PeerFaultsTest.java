package io.rotakeep.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PeerFaultsTest {
  private static final String GRPC = "io.grpc.netty.NettyServerHandler";

  private final PeerFaults faults = new PeerFaults();

  @Test
  void letsThroughAFewOfManyFaultsOfPeers() {
    assertThat(written(GRPC, Level.WARN, 100_000)).isEqualTo(PeerFaults.LINES);
    assertThat(written("io.netty.handler.Ssl", Level.ERROR, 10)).isZero();
  }

  @Test
  void letsThroughMoreInTheNextMinute() {
    var _ = written(GRPC, Level.WARN, 1000);

    assertThat(faults.decide(event(GRPC, Level.WARN, PeerFaults.WINDOW_MILLIS)))
        .isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void leavesOursAndWhatIsAskedForAlone() {
    assertThat(written("io.rotakeep.daemon.Daemon", Level.WARN, 1000)).isEqualTo(1000);
    assertThat(written(GRPC, Level.DEBUG, 1000)).isEqualTo(1000);
  }

  private long written(String logger, Level level, int events) {
    return LongStream.range(0, events)
        .filter(_ -> faults.decide(event(logger, level, 0)) == FilterReply.NEUTRAL)
        .count();
  }

  private static LoggingEvent event(String logger, Level level, long time) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(logger);
    event.setLevel(level);
    event.setTimeStamp(time);
    return event;
  }
}
