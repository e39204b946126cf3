package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.FrameCase.ACCEPTED;
import static io.rotakeep.adapter.grpc.FrameCase.CLOSED;
import static io.rotakeep.adapter.grpc.FrameCase.RESET;
import static io.rotakeep.adapter.grpc.MessageFrames.GET;
import static io.rotakeep.adapter.grpc.MessageFrames.ascii;
import static io.rotakeep.adapter.grpc.RawHttp2.CONTINUATION;
import static io.rotakeep.adapter.grpc.RawHttp2.END_HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.RST_STREAM;
import static io.rotakeep.adapter.grpc.RawHttp2.block;
import static io.rotakeep.adapter.grpc.RawHttp2.call;
import static io.rotakeep.adapter.grpc.RawHttp2.message;

import io.rotakeep.adapter.grpc.FrameCase.Attack;
import io.rotakeep.adapter.grpc.RawHttp2.Header;
import io.rotakeep.testkit.corpus.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Headers that no stub would send, and what is not HTTP/2 at all. */
final class HeaderFrames {
  private static final byte[] GOOD =
      message(false, BadInputBed.asking(BadInputBed.TAKEN).toByteArray());

  private HeaderFrames() {}

  static List<FrameCase> all() {
    List<FrameCase> cases = new ArrayList<>();
    sizes(cases);
    values(cases);
    paths(cases);
    floods(cases);
    strangers(cases);
    return cases;
  }

  private static void sizes(List<FrameCase> cases) {
    cases.add(with("9 KiB of headers", "HTTP 431", new Header("x-large", "a".repeat(9 * 1024))));
    Header[] tiny = Collections.nCopies(900, new Header("x", "y")).toArray(new Header[0]);
    cases.add(with("900 tiny headers", "HTTP 431", tiny));
    cases.add(with("7 KiB of headers", ACCEPTED, new Header("x-large", "a".repeat(7 * 1024))));
  }

  private static void values(List<FrameCase> cases) {
    cases.add(with("binary that is not base64", RESET, new Header("x-bin", "%%%%")));
    cases.add(
        with(
            "two authorizations, of which none counts",
            ACCEPTED,
            new Header("authorization", "Bearer canary"),
            new Header("authorization", "Basic canary")));
    cases.add(
        with(
            "two request ids",
            ACCEPTED,
            new Header("x-request-id", "one"),
            new Header("x-request-id", "two")));
    cases.add(with("a name in capitals", RESET, new Header("X-Capital", "a")));
    cases.add(with("a deadline without a unit", RESET, new Header("grpc-timeout", "10")));
    cases.add(with("a deadline that has passed", RESET, timeout("0n")));
    cases.add(with("a deadline below zero", RESET, timeout("-1S")));
    cases.add(with("a deadline in twelve thousand years", ACCEPTED, timeout("99999999H")));
    cases.add(
        with("a packing that nobody knows", "UNIMPLEMENTED", new Header("grpc-encoding", "x")));
  }

  private static Header timeout(String text) {
    return new Header("grpc-timeout", text);
  }

  private static FrameCase with(String title, String answer, Header... headers) {
    return new FrameCase(
        Row.B14, title, peer -> MessageFrames.send(peer, GET, GOOD, headers), answer);
  }

  private static void paths(List<FrameCase> cases) {
    for (String path : List.of("", "*", "/", "//", "/x", GET + "/", GET + "?x", GET + "\u001b")) {
      cases.add(
          new FrameCase(
              Row.B18,
              "path \"" + ApiCase.printable(path) + "\"",
              peer -> MessageFrames.send(peer, path, GOOD),
              path.isEmpty() ? RESET : path.startsWith("/") ? "UNIMPLEMENTED" : "HTTP 404"));
    }
    cases.add(
        new FrameCase(
            Row.B18,
            "another method than POST",
            peer -> MessageFrames.send(peer, GET, GOOD, new Header(":method", "GET")),
            RESET));
    for (String type : List.of("application/grpc-web+proto", "application/json", "text/html")) {
      cases.add(
          new FrameCase(
              Row.B56,
              "content of type " + type,
              peer -> MessageFrames.send(peer, GET, GOOD, new Header("content-type", type)),
              "HTTP 415"));
    }
  }

  private static void floods(List<FrameCase> cases) {
    cases.add(
        new FrameCase(
            Row.B14,
            "headers that go on and on",
            peer -> {
              peer.greet().frame(HEADERS, 0, 1, block(call(GET)));
              byte[] more = block(List.of(new Header("x-more", "a".repeat(4000))));
              for (int i = 0; i < 100; i++) {
                peer.frame(CONTINUATION, 0, 1, more);
              }
            },
            CLOSED));
    cases.add(
        new FrameCase(
            Row.B14,
            "calls that are taken back at once",
            peer -> {
              peer.greet();
              for (int i = 0; i < 1000; i++) {
                peer.frame(HEADERS, END_HEADERS, 2 * i + 1, block(call(GET)));
                peer.frame(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
              }
            },
            CLOSED));
  }

  private static void strangers(List<FrameCase> cases) {
    stranger(cases, "HTTP/1.1", ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    stranger(cases, "a PROXY line", ascii("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"));
    stranger(
        cases,
        "a binary PROXY header",
        ascii("\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\n\0\0\u0001\n\0\0\u0002\0\u0001\0\u0002"));
    stranger(cases, "TLS", ascii("\u0016\u0003\u0001\0\u00c8\u0001\0\0\u00c4\u0003\u0003"));
    stranger(cases, "SSH", ascii("SSH-2.0-OpenSSH_9.6\r\n"));
    stranger(cases, "noise", ascii("\u00ff\u00fe\0".repeat(50)));
    cases.add(strange("a frame of 16 MiB", peer -> peer.greet().write(hugeFrame())));
    cases.add(
        strange(
            "a call on an even stream",
            peer -> {
              peer.greet().frame(HEADERS, END_HEADERS, 2, block(call(GET)));
            }));
    cases.add(
        strange(
            "a header block that is none",
            peer -> {
              peer.greet()
                  .frame(HEADERS, END_HEADERS, 1, ascii("\u00ff\u00ff\u00ff\u00ff\u00ff\u000f"));
            }));
  }

  private static byte[] hugeFrame() {
    return new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 1};
  }

  private static void stranger(List<FrameCase> cases, String title, byte[] bytes) {
    cases.add(strange(title, peer -> peer.write(bytes)));
  }

  private static FrameCase strange(String title, Attack attack) {
    return new FrameCase(Row.B56, title, attack, CLOSED);
  }
}
