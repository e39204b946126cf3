package io.rotakeep.cli.providerfile;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.rotakeep.adapter.yaml.ClientKeys;
import io.rotakeep.adapter.yaml.Key;
import io.rotakeep.adapter.yaml.Keys;
import io.rotakeep.adapter.yaml.Node;
import io.rotakeep.adapter.yaml.Place;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.adapter.yaml.ServerTlsKeys;
import io.rotakeep.adapter.yaml.Shape;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.core.BugException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Fills a message from a mapping whose declared keys are the message's fields. Used once. */
final class MessageReader {
  /** Where the key is a word that some languages do not allow as the name of a field. */
  private static final Map<String, String> RENAMED = Map.of("rotation.class", "rotation_class");

  /** What the file only says the place of is read by others. */
  private static final Set<Key<?>> ELSEWHERE = Set.of(ClientKeys.SECRETS, ServerTlsKeys.CA);

  private final String file;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<String> cleared = new ArrayList<>();

  MessageReader(String file) {
    this.file = file;
  }

  /** Where each key of the file stands. */
  Map<String, Place> places() {
    return places;
  }

  /** Keys that are null or an empty list. */
  List<String> cleared() {
    return cleared;
  }

  /**
   * Fills {@code target}.
   *
   * @param path of the mapping, empty or ending in a dot
   */
  void fill(Message.Builder target, Node node, String path, Keys keys) {
    for (var entry : mapping(node, path).entries().entrySet()) {
      var key = path + entry.getKey();
      places.put(key, entry.getValue().place());
      var declared =
          keys.find(entry.getKey())
              .orElseThrow(
                  () -> refused(entry.getValue().place(), key, keys.unknown(entry.getKey())));
      if (declared instanceof Key.Valued<?> valued && !ELSEWHERE.contains(valued)) {
        read(target, fieldOf(target, key), valued.shape(), entry.getValue().value(), key);
      }
    }
  }

  private Node.Mapping mapping(Node node, String path) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    var key = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
    throw mustBe("a mapping of keys to values", node, key);
  }

  /** A test holds that every key has its field and every field its key. */
  static FieldDescriptor fieldOf(Message.Builder target, String key) {
    var name = RENAMED.getOrDefault(key, key.substring(key.lastIndexOf('.') + 1));
    return Objects.requireNonNull(target.getDescriptorForType().findFieldByName(name), key);
  }

  private void read(
      Message.Builder target, FieldDescriptor field, Shape shape, Node node, String key) {
    if (node instanceof Node.Scalar(Place _, String _, Node.Type type) && type == Node.Type.NULL) {
      clear(node, key);
      return;
    }
    switch (shape) {
      case Shape.ListOf(Shape item, int _) -> list(target, field, item, node, key);
      case Shape.Mapping(Keys keys) -> {
        var inner = target.newBuilderForField(field);
        fill(inner, node, key + ".", keys);
        target.setField(field, inner.build());
      }
      case Shape.Text _,
          Shape.Life _,
          Shape.Flag _,
          Shape.Whole _,
          Shape.Words _,
          Shape.Texts _,
          Shape.OneOf _ ->
          target.setField(field, scalar(field, shape, node, key));
    }
  }

  private void list(
      Message.Builder target, FieldDescriptor field, Shape item, Node node, String key) {
    if (!(node instanceof Node.Sequence(Place _, List<Node> items))) {
      throw mustBe("a list, such as [one, two]", node, key);
    }
    if (items.isEmpty()) {
      clear(node, key);
    }
    for (int i = 0; i < items.size(); i++) {
      target.addRepeatedField(field, item(target, field, item, items.get(i), key + "[" + i + "]"));
    }
  }

  private Object item(
      Message.Builder target, FieldDescriptor field, Shape shape, Node node, String key) {
    if (!(shape instanceof Shape.Mapping(Keys keys))) {
      return scalar(field, shape, node, key);
    }
    var inner = target.newBuilderForField(field);
    places.put(key, node.place());
    fill(inner, node, key + ".", keys);
    var given = mapping(node, key + ".").entries();
    for (Key<?> declared : keys.inOrder()) {
      if (declared instanceof Key.Required<?> required && !given.containsKey(required.name())) {
        throw refused(node.place(), key + "." + required.name(), "is missing; " + required.mend());
      }
    }
    return inner.build();
  }

  /** Only a setting itself may be cleared: nothing is laid under the items of a list. */
  private void clear(Node node, String key) {
    if (key.contains("[")) {
      throw refused(node.place(), key, "has no value; give one or leave the key out");
    }
    cleared.add(key);
  }

  private Object scalar(FieldDescriptor field, Shape shape, Node node, String key) {
    return switch (shape) {
      case Shape.Text text -> text(text, node, key);
      case Shape.Life _ -> duration(node, key);
      case Shape.Flag _ -> Boolean.valueOf(typed(node, Node.Type.BOOLEAN, "true or false", key));
      case Shape.Whole _ -> integer(node, key);
      case Shape.Words words -> constant(field, words.all(), node, key);
      case Shape.ListOf _, Shape.Mapping _, Shape.Texts _, Shape.OneOf _ ->
          throw new BugException("no such setting: " + key);
    };
  }

  private String text(Shape.Text shape, Node node, String key) {
    var text = typed(node, Node.Type.TEXT, "text; put it in quotes", key);
    if (text.isBlank()) {
      throw refused(node.place(), key, "is blank; give a value, or leave it out");
    }
    shape
        .broken()
        .apply(text)
        .ifPresent(
            rule -> {
              throw refused(node.place(), key, rule);
            });
    return text;
  }

  private int integer(Node node, String key) {
    try {
      return Integer.parseInt(typed(node, Node.Type.INTEGER, "a whole number", key));
    } catch (NumberFormatException e) {
      throw refused(node.place(), key, "is too large");
    }
  }

  private EnumValueDescriptor constant(
      FieldDescriptor field, List<String> choices, Node node, String key) {
    var word = typed(node, Node.Type.TEXT, "one of " + String.join(", ", choices), key);
    if (!choices.contains(word)) {
      throw refused(node.place(), key, "must be one of " + String.join(", ", choices));
    }
    var type = field.getEnumType();
    return type.findValueByName(MessageText.prefixOf(type) + word.toUpperCase(Locale.ROOT));
  }

  private Duration duration(Node node, String key) {
    var text = typed(node, Node.Type.TEXT, "a duration with its unit, such as 90s or 30d", key);
    try {
      var life = DurationText.parse(text);
      return Duration.newBuilder().setSeconds(life.getSeconds()).setNanos(life.getNano()).build();
    } catch (IllegalArgumentException e) {
      throw refused(node.place(), key, "must be a duration with its unit, such as 90s or 30d");
    }
  }

  private String typed(Node node, Node.Type type, String expected, String key) {
    if (node instanceof Node.Scalar scalar && scalar.type() == type) {
      return scalar.text();
    }
    throw mustBe(expected, node, key);
  }

  private RefusedFileException mustBe(String expected, Node node, String key) {
    return refused(node.place(), key, "must be " + expected + "; this is " + node.kind());
  }

  private RefusedFileException refused(Place place, String key, String rule) {
    return RefusedFileException.at(file, place, key, rule);
  }
}
