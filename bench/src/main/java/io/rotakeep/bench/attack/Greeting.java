package io.rotakeep.bench.attack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The beginning of a conversation in HTTP/2 (RFC 9113 §3.4). */
final class Greeting {
  private static final int SETTINGS = 4;
  private static final int ACK = 1;

  private Greeting() {}

  static ByteBuf bytes() {
    ByteBuf out = Unpooled.buffer();
    out.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
    return frame(out, SETTINGS, 0, 0, new byte[0]);
  }

  static ByteBuf acknowledgement() {
    return frame(Unpooled.buffer(), SETTINGS, ACK, 0, new byte[0]);
  }

  static ByteBuf frame(ByteBuf out, int type, int flags, int stream, byte[] payload) {
    return out.writeMedium(payload.length)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(stream)
        .writeBytes(payload);
  }
}
