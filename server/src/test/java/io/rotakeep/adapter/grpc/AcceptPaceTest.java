package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener takes in nothing for a moment after each lot, and goes on by itself. */
final class AcceptPaceTest {
  private EmbeddedChannel listener;

  @BeforeEach
  void start() {
    listener = new EmbeddedChannel(new AcceptPace(), new Quiet());
    listener.freezeTime();
  }

  @AfterEach
  void stop() {
    var _ = listener.close();
  }

  @Test
  void restsAfterEachLot() {
    for (int lot = 0; lot < 3; lot++) {
      assertThat(takesIn()).isTrue();

      listener.pipeline().fireChannelReadComplete();

      assertThat(takesIn()).isFalse();
      pass(AcceptPace.PAUSE.minusNanos(1));
      assertThat(takesIn()).isFalse();
      pass(Duration.ofNanos(1));
    }
    assertThat(takesIn()).isTrue();
  }

  @Test
  void restsLongerAfterOneThatCouldNotBeTakenIn() {
    listener.pipeline().fireChannelReadComplete();
    listener.pipeline().fireExceptionCaught(new IOException("too many open files"));

    pass(AcceptPace.FAILED.minusNanos(1));
    assertThat(takesIn()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(takesIn()).isTrue();
  }

  private boolean takesIn() {
    return listener.config().isAutoRead();
  }

  private void pass(Duration time) {
    listener.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    listener.runScheduledPendingTasks();
  }

  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
  }
}
