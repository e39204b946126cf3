package io.rotakeep.cli.text;

import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** One value for a person to read. */
public sealed interface Cell {
  /** Text as it is. */
  record Word(String text, Tone tone) implements Cell {
    /** Whatever the text holds, it cannot command the terminal. */
    public Word {
      text = Printable.of(text);
    }
  }

  /** A time, unset if it is the default. */
  record Moment(Timestamp time) implements Cell {}

  static Cell of(String text) {
    return new Word(text, Tone.PLAIN);
  }

  static Cell of(String text, Tone tone) {
    return new Word(text, tone);
  }

  static Cell of(long number) {
    return of(Long.toString(number));
  }

  static Cell of(ProtocolMessageEnum value) {
    return of(MessageText.of(value), Tone.of(value));
  }

  static Cell of(Timestamp time) {
    return new Moment(time);
  }

  /** What it is in a table, without colour. */
  default String brief(Layout layout) {
    return switch (this) {
      case Word word -> word.text();
      case Moment moment when isUnset(moment) -> "";
      case Moment moment ->
          layout
              .relativeTo()
              .map(now -> RelativeTime.of(instant(moment), now))
              .orElseGet(() -> MessageText.of(moment.time()));
    };
  }

  /** What it is where there is room, without colour. */
  default String full(Layout layout) {
    return switch (this) {
      case Word word -> word.text();
      case Moment moment when isUnset(moment) -> "";
      case Moment moment ->
          MessageText.of(moment.time())
              + layout
                  .relativeTo()
                  .map(now -> " (" + RelativeTime.of(instant(moment), now) + ")")
                  .orElse("");
    };
  }

  /** What colour says of it. */
  default Tone shade() {
    return switch (this) {
      case Word word -> word.tone();
      case Moment _ -> Tone.PLAIN;
    };
  }

  private static boolean isUnset(Moment moment) {
    return moment.time().equals(Timestamp.getDefaultInstance());
  }

  private static Instant instant(Moment moment) {
    return Instant.ofEpochSecond(moment.time().getSeconds());
  }
}
