package io.rotakeep.bench.attack;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Begins to say hello (RFC 8446 §4.1.2), and says no more. */
final class HalfHello extends ChannelInboundHandlerAdapter {
  private static final byte[] BEGINNING = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var _ = context.writeAndFlush(Unpooled.wrappedBuffer(BEGINNING));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
