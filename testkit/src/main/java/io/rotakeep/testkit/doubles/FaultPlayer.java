package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Brings a fault onto the wire. */
final class FaultPlayer {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  private FaultPlayer() {}

  /** Answers as the fault says; {@code answer} is what would have been said without it. */
  static void play(Fault fault, HttpAnswer answer, Wire wire) throws IOException {
    switch (fault) {
      case Fault.HtmlPage(int status) ->
          wire.send(HttpAnswer.html(status, "<!doctype html><title>Maintenance</title>"));
      case Fault.CutJson(int kept) -> wire.send(cut(answer, kept));
      case Fault.BrokenOff(int kept) -> wire.sendTruncated(answer, kept);
      case Fault.Severed(int kept, Fault.Ending ending) -> sever(answer, kept, ending, wire);
      case Fault.ByteOrderMark() -> wire.send(answer, utf8("\uFEFF" + answer.body()));
      case Fault.Gzipped(boolean announced) ->
          wire.send(
              announced ? answer.withHeader("Content-Encoding", "gzip") : answer,
              gzipped(utf8(answer.body())));
      case Fault.DuplicateMember(String member, String json) ->
          wire.send(answer, utf8(withMember(answer.body(), member, json)));
      case Fault.HugeBody(long bytes) -> wire.sendPadded(answer, bytes);
      case Fault.Redirect(int status, var location) ->
          wire.send(HttpAnswer.redirect(status, location));
      case Fault.Silence(var limit) -> wire.staySilent(limit);
      case Fault.Drip(var pause) -> wire.drip(answer, pause);
      case Fault.Status(int status, @Nullable String retryAfter) -> {
        HttpAnswer bare = HttpAnswer.empty(status);
        wire.send(retryAfter == null ? bare : bare.withHeader("Retry-After", retryAfter));
      }
      case Fault.Refusal(int status, String error, String description) ->
          wire.send(OAuthError.answer(status, error, description));
      case Fault.Reset() -> wire.reset();
      case Fault.Hangup() -> {
        // Returning without a byte lets the server close the connection.
      }
    }
  }

  private static void sever(HttpAnswer answer, int kept, Fault.Ending ending, Wire wire)
      throws IOException {
    wire.sendFirst(answer, kept);
    switch (ending) {
      case CLOSED -> {
        // Returning lets the server close the connection.
      }
      case RESET -> wire.reset();
      case SILENT -> wire.staySilent(LONGEST_SILENCE);
    }
  }

  private static byte[] gzipped(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }

  private static String withMember(String object, String member, String json) {
    return object.substring(0, object.lastIndexOf('}')) + ",\"" + member + "\":" + json + "}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpAnswer cut(HttpAnswer answer, int kept) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    byte[] part = Arrays.copyOf(body, Math.min(kept, body.length));
    return new HttpAnswer(
        answer.status(), answer.headers(), new String(part, StandardCharsets.UTF_8));
  }
}
