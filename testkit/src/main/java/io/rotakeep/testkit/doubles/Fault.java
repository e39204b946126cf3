package io.rotakeep.testkit.doubles;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One way in which an answer goes wrong on its way to the client. */
public sealed interface Fault {
  /** A page for people, with the given status. */
  record HtmlPage(int status) implements Fault {}

  /** A well-framed body that ends in the middle of the JSON. */
  record CutJson(int keptBytes) implements Fault {}

  /** The connection ends in the middle of the announced body. */
  record BrokenOff(int keptBytes) implements Fault {}

  /** The true answer with so many bytes of blanks behind it. */
  record HugeBody(long bytes) implements Fault {}

  record Redirect(int status, URI location) implements Fault {}

  /** Not a byte until the client gives up; at most for {@code limit}. */
  record Silence(Duration limit) implements Fault {}

  /** One byte, then a pause, and so on to the end. */
  record Drip(Duration pause) implements Fault {}

  /** A bare status, with {@code Retry-After} as given if any. */
  record Status(int status, @Nullable String retryAfter) implements Fault {}

  /** An OAuth error with any status, code and description. */
  record Refusal(int status, String error, String description) implements Fault {}

  /** A TCP reset once the request has been read. */
  record Reset() implements Fault {}

  /** The connection closes in good order without an answer. */
  record Hangup() implements Fault {}

  /** 256 MiB of body. */
  static Fault hugeBody() {
    return new HugeBody(256L * 1024 * 1024);
  }

  static Fault silence() {
    return new Silence(Duration.ofMinutes(5));
  }

  /** One byte a second. */
  static Fault drip() {
    return new Drip(Duration.ofSeconds(1));
  }

  static Fault status(int status) {
    return new Status(status, null);
  }

  /** 429 with {@code Retry-After}: seconds, a date, or nonsense. */
  static Fault throttled(String retryAfter) {
    return new Status(429, retryAfter);
  }

  /** When the fault strikes unless a test says otherwise. */
  default Moment usualMoment() {
    return switch (this) {
      case CutJson _, BrokenOff _, HugeBody _, Drip _, Hangup _ -> Moment.AFTER_COMMIT;
      case HtmlPage _, Redirect _, Silence _, Status _, Refusal _, Reset _ -> Moment.BEFORE_COMMIT;
    };
  }

  /** When a fault strikes, seen from the server's state. */
  enum Moment {
    /** The request has been read; the server has not done what it asks. */
    BEFORE_COMMIT,
    /** The server has done it: tokens are spent and issued, and only the answer suffers. */
    AFTER_COMMIT
  }
}
