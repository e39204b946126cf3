package io.rotakeep.cli.text;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Any message of the API as lines of field and value, without the fields that say nothing. */
public final class MessageText {
  private final Fields lines = new Fields();

  private MessageText() {}

  /** All that the message says. */
  public static Fields of(Message message) {
    var text = new MessageText();
    text.fields("", message);
    return text.lines;
  }

  /** The name of an enum's value without the prefix of its type; empty if unspecified. */
  public static String of(ProtocolMessageEnum value) {
    return of(value.getValueDescriptor());
  }

  /** In UTC and whole seconds; empty if the time is not set. */
  public static String of(Timestamp time) {
    return time.equals(Timestamp.getDefaultInstance())
        ? ""
        : Instant.ofEpochSecond(time.getSeconds()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String of(EnumValueDescriptor value) {
    var prefix = prefixOf(value.getType());
    var name = value.getName().substring(value.getName().startsWith(prefix) ? prefix.length() : 0);
    return name.equals("UNSPECIFIED") ? "" : name;
  }

  /** What every value of an enum begins with, by the convention of the API. */
  public static String prefixOf(EnumDescriptor type) {
    return type.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
  }

  private void fields(String path, Message message) {
    for (var field : message.getDescriptorForType().getFields()) {
      var name = path + field.getName();
      if (field.isRepeated()) {
        repeated(name, field, (Collection<?>) message.getField(field));
      } else if (!field.hasPresence() || message.hasField(field)) {
        one(name, message.getField(field));
      }
    }
  }

  private void repeated(String name, FieldDescriptor field, Collection<?> values) {
    if (field.isMapField()) {
      for (var value : values) {
        var entry = (MapEntry<?, ?>) value;
        one(name + "." + entry.getKey(), entry.getValue());
      }
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      int index = 0;
      for (var value : values) {
        one(name + "[" + index++ + "]", value);
      }
    } else {
      one(name, values.stream().map(MessageText::scalar).collect(Collectors.joining(", ")));
    }
  }

  private void one(String name, Object value) {
    if (value instanceof Message message && !isScalar(message)) {
      fields(name + ".", message);
      return;
    }
    var cell = cell(value);
    if (!cell.equals(Cell.of("0"))) {
      lines.add(name, cell);
    }
  }

  private static Cell cell(Object value) {
    return switch (value) {
      case Timestamp time -> Cell.of(time);
      case EnumValueDescriptor constant -> Cell.of(of(constant), Tone.of(constant));
      default -> Cell.of(scalar(value));
    };
  }

  private static boolean isScalar(Message message) {
    return message instanceof Timestamp || message instanceof Duration;
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Timestamp time -> of(time);
      case Duration life ->
          DurationText.print(java.time.Duration.ofSeconds(life.getSeconds(), life.getNanos()));
      case EnumValueDescriptor constant -> of(constant);
      default -> value.toString();
    };
  }
}
