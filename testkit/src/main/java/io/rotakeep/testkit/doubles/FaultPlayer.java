package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Brings a fault onto the wire. */
final class FaultPlayer {
  private FaultPlayer() {}

  /** Answers as the fault says; {@code answer} is what would have been said without it. */
  static void play(Fault fault, HttpAnswer answer, Wire wire) throws IOException {
    switch (fault) {
      case Fault.HtmlPage(int status) ->
          wire.send(HttpAnswer.html(status, "<!doctype html><title>Maintenance</title>"));
      case Fault.CutJson(int kept) -> wire.send(cut(answer, kept));
      case Fault.BrokenOff(int kept) -> wire.sendTruncated(answer, kept);
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

  private static HttpAnswer cut(HttpAnswer answer, int kept) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    byte[] part = Arrays.copyOf(body, Math.min(kept, body.length));
    return new HttpAnswer(
        answer.status(), answer.headers(), new String(part, StandardCharsets.UTF_8));
  }
}
