package io.rotakeep.bench.attack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.CountDownLatch;

/** Greets as every client does, and then asks nothing. */
final class IdlePeer extends SimpleChannelInboundHandler<ByteBuf> {
  private final CountDownLatch greeted;
  private boolean heard;

  IdlePeer(CountDownLatch greeted) {
    this.greeted = greeted;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
      var _ = context.writeAndFlush(Greeting.bytes());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frames) {
    if (!heard) {
      heard = true;
      greeted.countDown();
      var _ = context.writeAndFlush(Greeting.acknowledgement());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
