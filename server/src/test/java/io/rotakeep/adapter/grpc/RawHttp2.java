package io.rotakeep.adapter.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An HTTP/2 client that sends whatever it is told to, and hears how the first call ends. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int ACK = 1;
  private static final int FRAME = 16_384;
  private static final int PATIENCE = 20_000;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 65_536);

  RawHttp2(InetSocketAddress address) throws IOException {
    this(new Socket(address.getAddress(), address.getPort()));
  }

  RawHttp2(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(PATIENCE);
    in = new DataInputStream(socket.getInputStream());
  }

  /** One header of a request, as the bytes of a header block. */
  record Header(String name, String value) {}

  /** What every client sends first; returns when the server has said how much it takes at once. */
  RawHttp2 greet() throws IOException {
    write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    Frame next = read();
    while (next.type() != WINDOW_UPDATE) {
      next = read();
    }
    return this;
  }

  private record Frame(int type, int flags, int stream, ByteBuffer payload) {}

  private Frame read() throws IOException {
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (type == SETTINGS && (flags & ACK) == 0) {
      frame(SETTINGS, ACK, 0, new byte[0]);
    }
    return new Frame(type, flags, stream, ByteBuffer.wrap(payload));
  }

  void write(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException _) {
      // The server has closed already: what it answered is still to be read.
    }
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(9 + payload.length);
    bytes.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    bytes.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    write(bytes.array());
  }

  /** As much as it takes, in frames of the usual size. */
  void data(int stream, byte[] payload) throws IOException {
    for (int at = 0; at == 0 || at < payload.length; at += FRAME) {
      int end = Math.min(payload.length, at + FRAME);
      byte[] part = java.util.Arrays.copyOfRange(payload, at, end);
      frame(DATA, end == payload.length ? END_STREAM : 0, stream, part);
    }
  }

  /** The headers of a call, with those of the test in place of ours of the same name. */
  static List<Header> call(String path, Header... others) {
    Map<String, String> usual = new LinkedHashMap<>();
    usual.put(":method", "POST");
    usual.put(":scheme", "http");
    usual.put(":path", path);
    usual.put(":authority", "localhost");
    usual.put("content-type", "application/grpc");
    usual.put("te", "trailers");
    for (Header other : others) {
      usual.remove(other.name());
    }
    var all = new java.util.ArrayList<Header>();
    usual.forEach((name, value) -> all.add(new Header(name, value)));
    all.addAll(List.of(others));
    return all;
  }

  /** A header block in which nothing is indexed or packed. */
  static byte[] block(List<Header> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Header header : headers) {
      out.write(0);
      literal(out, header.name());
      literal(out, header.value());
    }
    return out.toByteArray();
  }

  /** A message as it stands in a stream. */
  static byte[] message(boolean compressed, byte[] body) {
    ByteBuffer bytes = ByteBuffer.allocate(5 + body.length);
    return bytes.put((byte) (compressed ? 1 : 0)).putInt(body.length).put(body).array();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length - 127;
    out.write(Math.min(bytes.length, 127));
    if (rest >= 0) {
      while (rest > 127) {
        out.write((rest & 127) | 128);
        rest >>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }

  /**
   * How the call ended: headers and trailers, or {@code reset}, or {@code closed} if the whole
   * connection went.
   */
  Map<String, String> answer() throws IOException, Http2Exception {
    Map<String, String> answer = new LinkedHashMap<>();
    try {
      while (true) {
        Frame frame = read();
        if (frame.type() == HEADERS) {
          ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
          decoder
              .decodeHeaders(frame.stream(), block)
              .forEach(one -> answer.put("" + one.getKey(), "" + one.getValue()));
        } else if (frame.type() == RST_STREAM) {
          answer.put("reset", "" + frame.payload().getInt());
          return answer;
        } else if (frame.type() == GOAWAY) {
          answer.put("closed", "" + frame.payload().getInt(4));
          return answer;
        }
        boolean mayEnd = frame.type() == HEADERS || frame.type() == DATA;
        if (mayEnd && (frame.flags() & END_STREAM) != 0) {
          return answer;
        }
      }
    } catch (EOFException | SocketException _) {
      answer.put("closed", "");
      return answer;
    }
  }

  /** How the connection ended, after however many calls. */
  Map<String, String> lastAnswer() throws IOException, Http2Exception {
    Map<String, String> answer = answer();
    while (!answer.containsKey("closed")) {
      answer = answer();
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
