package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has a listener take in the next connection when the one before is set up. That is done on the
 * event loop of those that are there: a thousand that come at the same moment would be set up one
 * behind the other there, and no call answered until the last was done. Who is not taken in yet
 * waits in the kernel's queue. On the listener's event loop only.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
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
    var _ = listener.config().setAutoRead(false);
    try {
      // Its own loop has it to set up already, and comes to this after that.
      taken.eventLoop().execute(() -> listener.config().setAutoRead(true));
    } catch (RejectedExecutionException | IllegalStateException e) {
      // No loop has it.
      var _ = listener.config().setAutoRead(true);
    }
  }
}
