package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener takes in the next connection when the one before is set up, and by itself. */
final class AcceptPaceTest {
  private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPace());

  @AfterEach
  void stop() {
    var _ = listener.close();
  }

  @Test
  void waitsUntilTheNewestIsSetUp() {
    for (int i = 0; i < 3; i++) {
      EmbeddedChannel taken = new EmbeddedChannel();
      assertThat(takesIn()).isTrue();

      takeIn(taken);

      assertThat(takesIn()).isFalse();
      taken.runPendingTasks();
      assertThat(takesIn()).isTrue();
      var _ = taken.close();
    }
  }

  @Test
  void waitsForNoneThatNoLoopHas() {
    takeIn(new NioSocketChannel());

    assertThat(takesIn()).isTrue();
  }

  @Test
  void waitsForNothingWhereNoneCame() {
    listener.pipeline().fireChannelReadComplete();

    assertThat(takesIn()).isTrue();
  }

  private void takeIn(Channel taken) {
    listener.pipeline().fireChannelRead(taken).fireChannelReadComplete();
  }

  private boolean takesIn() {
    return listener.config().isAutoRead();
  }
}
