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

  /**
   * Only so many bytes of the answer come, from the first of the status line on: it may end there,
   * in a header, or in the body.
   */
  record Severed(int keptBytes, Ending ending) implements Fault {}

  /** The true answer behind a byte order mark, as some frameworks write UTF-8. */
  record ByteOrderMark() implements Fault {}

  /**
   * The true answer compressed, which nobody asked for.
   *
   * @param announced whether {@code Content-Encoding} says so
   */
  record Gzipped(boolean announced) implements Fault {}

  /** The true answer, and in it a member a second time, at the end; {@code json} as it stands. */
  record DuplicateMember(String member, String json) implements Fault {}

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
      case CutJson _, BrokenOff _, Severed _, HugeBody _, Drip _, Hangup _ -> Moment.AFTER_COMMIT;
      case ByteOrderMark _, Gzipped _, DuplicateMember _ -> Moment.AFTER_COMMIT;
      case HtmlPage _, Redirect _, Silence _, Status _, Refusal _, Reset _ -> Moment.BEFORE_COMMIT;
    };
  }

  /** How a connection ends that was cut in the middle of an answer. */
  enum Ending {
    /** In good order. */
    CLOSED,
    /** With a TCP reset. */
    RESET,
    /** Not at all: it stays open, and nothing more comes. */
    SILENT
  }

  /** When a fault strikes, seen from the server's state. */
  enum Moment {
    /** The request has been read; the server has not done what it asks. */
    BEFORE_COMMIT,
    /** The server has done it: tokens are spent and issued, and only the answer suffers. */
    AFTER_COMMIT
  }
}
