package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a listener take in new connections a few at a time. What a new one costs is done on the event
 * loop of those that are there: a thousand that come at the same moment would hold up all their
 * calls until the last of them had been met. Who is not taken in yet waits in the kernel's queue.
 * On the listener's event loop only.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
  /** Between two lots, of one for two processors. No machine shakes hands as fast as that. */
  static final Duration PAUSE = Duration.ofMillis(2);

  /** After one that could not be taken in, for want of a file descriptor, say. */
  static final Duration FAILED = Duration.ofSeconds(1);

  private static final int LOT = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private @Nullable Future<?> next;

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
      lots.maxMessagesPerRead(LOT);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    rest(context, PAUSE);
    context.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    rest(context, FAILED);
    context.fireExceptionCaught(cause);
  }

  private void rest(ChannelHandlerContext context, Duration length) {
    if (next != null) {
      next.cancel(false);
    }
    Channel listener = context.channel();
    var _ = listener.config().setAutoRead(false);
    next =
        context
            .executor()
            .schedule(
                () -> listener.config().setAutoRead(true), length.toNanos(), TimeUnit.NANOSECONDS);
  }
}
