package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.RawHttp2.END_HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.block;
import static io.rotakeep.adapter.grpc.RawHttp2.call;
import static io.rotakeep.adapter.grpc.RawHttp2.message;

import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Messages that no stub would write. */
final class MessageFrames {
  static final String GET = "/rotakeep.v1.TokenService/GetAccessToken";
  private static final String UPDATE = "/rotakeep.v1.ConnectionService/UpdateConnection";
  private static final String IMPORT = "/rotakeep.v1.ConnectionService/ImportRefreshTokens";
  private static final String INVALID = "INVALID_ARGUMENT";
  private static final String EXHAUSTED = "RESOURCE_EXHAUSTED";
  private static final int LIMIT = 256 * 1024;
  private static final byte[] NOT_UTF8 = {0x0a, 0x02, (byte) 0xc3, 0x28};
  private static final byte[] GOOD = BadInputBed.asking(BadInputBed.TAKEN).toByteArray();

  private MessageFrames() {}

  static List<FrameCase> all() {
    return Stream.of(malformed(), large()).flatMap(List::stream).toList();
  }

  private static List<FrameCase> malformed() {
    return List.of(
        whole(Row.B8, "an id that is not UTF-8", GET, NOT_UTF8, INVALID),
        whole(Row.B8, "an overlong encoding in an id", GET, id(0xc0, 0xaf), INVALID),
        whole(Row.B8, "half a surrogate pair in an id", GET, id(0xed, 0xa0, 0x80), INVALID),
        whole(Row.B8, "a label key that is not UTF-8", UPDATE, labelKeyed(0xff), INVALID),
        whole(Row.B8, "an id of an import that is not UTF-8", IMPORT, NOT_UTF8, INVALID),
        whole(Row.B11, "a message cut short", GET, new byte[] {0x0a, 0x7f, 'a'}, INVALID),
        whole(Row.B11, "a field number of zero", GET, new byte[] {0x02, 0x00}, INVALID),
        whole(Row.B11, "an end of a group that never began", GET, new byte[] {0x0c}, INVALID),
        whole(Row.B11, "a number without an end", GET, filled(11, 0xff), INVALID),
        whole(Row.B11, "a length below zero", GET, lengthBelowZero(), INVALID),
        whole(Row.B11, "an id of the wrong wire type", GET, new byte[] {0x08, 0x01}, INVALID),
        whole(Row.B11, "fields of a later version", GET, joined(GOOD, later()), "accepted"),
        whole(Row.B12, "groups a hundred thousand deep", GET, filled(100_000, 0x0b), INVALID),
        whole(Row.B12, "messages a thousand deep", GET, deep(1000), INVALID),
        whole(Row.B12, "a label key twice, of which the last counts", UPDATE, twice(), "accepted"),
        whole(Row.B12, "a field twice, of which the last counts", GET, again(), "accepted"));
  }

  private static List<FrameCase> large() {
    return List.of(
        whole(Row.B2, "an id of 900,000 bytes", GET, longId(900_000), EXHAUSTED),
        whole(Row.B13, "a byte more than 256 KiB", GET, padded(LIMIT + 1), EXHAUSTED),
        whole(
            Row.B13, "an import of a byte more than 256 KiB", IMPORT, padded(LIMIT + 1), EXHAUSTED),
        whole(Row.B13, "256 KiB of fields that nobody knows", GET, padded(LIMIT), "accepted"),
        packed(Row.B13, "a bomb of 1000:1", GET, gzip(longId(16 * 1024 * 1024)), EXHAUSTED),
        packed(Row.B13, "a bomb in an import", IMPORT, gzip(longId(16 * 1024 * 1024)), EXHAUSTED),
        packed(Row.B13, "a packed byte more than 256 KiB", GET, gzip(padded(LIMIT + 1)), EXHAUSTED),
        packed(Row.B13, "what is packed but no gzip", GET, new byte[] {1, 2, 3, 4}, INVALID),
        packed(Row.B13, "gzip that breaks off", GET, half(gzip(padded(4096))), INVALID),
        packed(Row.B13, "gzip with a wrong checksum", GET, spoilt(gzip(GOOD)), INVALID),
        packed(Row.B13, "a good message, packed", GET, gzip(GOOD), "accepted"),
        framed(Row.B13, "a length of 4 GiB", prefix(-1), EXHAUSTED),
        framed(Row.B13, "a length of 2 GiB", prefix(Integer.MIN_VALUE), EXHAUSTED),
        framed(Row.B13, "a length and nothing behind it", prefix(10), INVALID),
        framed(Row.B13, "no message at all", new byte[0], INVALID),
        framed(
            Row.B13,
            "two messages",
            joined(message(false, GOOD), message(false, GOOD)),
            FrameCase.RESET),
        framed(Row.B13, "packed, without saying how", message(true, gzip(GOOD)), "INTERNAL"));
  }

  private static FrameCase whole(Row row, String title, String path, byte[] body, String answer) {
    return new FrameCase(row, title, peer -> send(peer, path, message(false, body)), answer);
  }

  private static FrameCase packed(Row row, String title, String path, byte[] body, String answer) {
    var how = new RawHttp2.Header("grpc-encoding", "gzip");
    return new FrameCase(row, title, peer -> send(peer, path, message(true, body), how), answer);
  }

  private static FrameCase framed(Row row, String title, byte[] data, String answer) {
    return new FrameCase(row, title, peer -> send(peer, GET, data), answer);
  }

  static void send(RawHttp2 peer, String path, byte[] data, RawHttp2.Header... headers)
      throws IOException {
    peer.greet().frame(HEADERS, END_HEADERS, 1, block(call(path, headers)));
    peer.data(1, data);
  }

  private static byte[] prefix(int length) {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(length).array();
  }

  private static byte[] id(int... bytes) {
    byte[] message = new byte[2 + bytes.length];
    message[0] = 0x0a;
    message[1] = (byte) bytes.length;
    for (int i = 0; i < bytes.length; i++) {
      message[2 + i] = (byte) bytes[i];
    }
    return message;
  }

  private static byte[] labelKeyed(int key) {
    return joined(
        UpdateConnectionRequest.newBuilder().setConnection(BadInputBed.TAKEN).build().toByteArray(),
        new byte[] {0x12, 0x03, 0x0a, 0x01, (byte) key});
  }

  private static byte[] twice() {
    return joined(
        UpdateConnectionRequest.newBuilder().setConnection(BadInputBed.TAKEN).build().toByteArray(),
        new byte[] {0x12, 6, 0x0a, 1, 'a', 0x12, 1, '1', 0x12, 6, 0x0a, 1, 'a', 0x12, 1, '2'});
  }

  private static byte[] again() {
    return joined(BadInputBed.asking("crm/canary").toByteArray(), GOOD);
  }

  private static byte[] lengthBelowZero() {
    byte[] message = filled(11, 0xff);
    message[0] = 0x0a;
    message[10] = 0x01;
    return message;
  }

  /** Durations inside durations: the field is read as deep as it goes. */
  private static byte[] deep(int levels) {
    byte[] inner = new byte[0];
    for (int i = 0; i < levels; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0x1b);
      out.writeBytes(inner);
      out.write(0x1c);
      inner = out.toByteArray();
    }
    return joined(GOOD, inner);
  }

  private static byte[] later() {
    return new byte[] {(byte) 0xf8, 0x3f, 0x01};
  }

  private static byte[] longId(int length) {
    return GetAccessTokenRequest.newBuilder()
        .setConnection("a".repeat(length))
        .build()
        .toByteArray();
  }

  /** A good message that is just so long, by a field that nobody knows. */
  private static byte[] padded(int length) {
    int padding = length - GOOD.length - 2;
    int lengthBytes = padding - 3 < 1 << 14 ? 2 : 3;
    int content = padding - lengthBytes;
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    out.writeBytes(GOOD);
    out.write(0xfa);
    out.write(0x3f);
    out.write((content & 127) | 128);
    if (lengthBytes == 3) {
      out.write(((content >> 7) & 127) | 128);
      out.write(content >> 14);
    } else {
      out.write(content >> 7);
    }
    out.writeBytes(new byte[content]);
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
      packing.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private static byte[] spoilt(byte[] bytes) {
    bytes[bytes.length - 8] ^= 1;
    return bytes;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
