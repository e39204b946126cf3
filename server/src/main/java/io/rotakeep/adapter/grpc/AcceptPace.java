package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a listener take in the next connection when the one before is set up. That is done on the
 * event loop of those that are there: a thousand that come at the same moment would be set up one
 * behind the other there, and no call answered until the last was done. Who is not taken in yet
 * waits in the kernel's queue. One whose event loop is held up does not keep out those who come to
 * other loops for longer than a moment. On the listener's event loop only.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
  /** How long is waited for one connection at the most. */
  static final Duration LONGEST = Duration.ofMillis(100);

  private @Nullable Channel newest;

  /** Sees to it that the listener of this connection keeps the pace from now on. Thread-safe. */
  static void keep(Channel connection) {
    Channel listener = connection.parent();
    if (listener != null && listener.pipeline().get(AcceptPace.class) == null) {
      listener.eventLoop().execute(() -> begin(listener));
    }
  }

  private static void begin(Channel listener) {
    if (listener.pipeline().get(AcceptPace.class) == null) {
      listener.pipeline().addFirst(new AcceptPace());
      MaxMessagesRecvByteBufAllocator lots = listener.config().getRecvByteBufAllocator();
      lots.maxMessagesPerRead(1);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object taken) {
    context.fireChannelRead(taken);
    newest = (Channel) taken;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Channel taken = newest;
    newest = null;
    if (taken != null) {
      wait(context.channel(), taken);
    }
    context.fireChannelReadComplete();
  }

  private static void wait(Channel listener, Channel taken) {
    Future<?> late =
        listener
            .eventLoop()
            .schedule(() -> goOn(listener), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    Runnable inTime =
        () -> {
          // Once only: by now the next one may be waited for.
          if (late.cancel(false)) {
            goOn(listener);
          }
        };
    var _ = listener.config().setAutoRead(false);
    boolean handedOver = false;
    try {
      // Its own loop has it to set up already, and comes to this after that.
      taken.eventLoop().execute(inTime);
      handedOver = true;
    } catch (RejectedExecutionException | IllegalStateException e) {
      // No loop has it.
    } finally {
      if (!handedOver) {
        inTime.run();
      }
    }
  }

  private static void goOn(Channel listener) {
    var _ = listener.config().setAutoRead(true);
  }
}
