package io.rotakeep.adapter.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection at the {@link HandshakeThreads}. While it waits for them nothing is read from it:
 * TLS would keep all that comes. Who is one too many is closed; for who has left nothing is
 * computed.
 *
 * <p>Stands before TLS, and is the executor of its tasks. But for those, all is on the event loop.
 */
final class HandshakeTurn extends ChannelOutboundHandlerAdapter implements Executor {
  private final Channel channel;
  private final HandshakeThreads threads;

  /** Tasks that have not ended. */
  private int waiting;

  private boolean over;

  HandshakeTurn(Channel channel, HandshakeThreads threads) {
    this.channel = channel;
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    waiting++;
    var _ = channel.config().setAutoRead(false);
    if (!threads.take(OpenConnections.peerOf(channel), () -> run(task))) {
      // Not by way of TLS, which would first wait for this task.
      OpenConnections.cut(channel);
    }
  }

  private void run(Runnable task) {
    if (!channel.isActive()) {
      return;
    }
    task.run();
    try {
      channel.eventLoop().execute(this::done);
    } catch (RejectedExecutionException e) {
      // The daemon stops; its connections are closed already.
    }
  }

  private void done() {
    waiting--;
    if (waiting == 0 && !over) {
      var _ = channel.config().setAutoRead(true);
    }
  }

  /** Whether TLS can go on only when a task of its own has ended. */
  boolean isWaiting() {
    return waiting > 0;
  }

  /** TLS asks for more by itself as long as the handshake goes on. */
  @Override
  public void read(ChannelHandlerContext context) {
    if (waiting == 0) {
      context.read();
    }
  }

  /** The handshake has ended: whoever stops reading from now on means it. */
  void end() {
    over = true;
    var _ = channel.pipeline().remove(this);
    var _ = channel.config().setAutoRead(true);
  }
}
