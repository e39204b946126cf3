package io.rotakeep.cli.providerfile;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.rotakeep.adapter.yaml.Node;
import io.rotakeep.adapter.yaml.Place;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.MessageText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills a message from a mapping whose keys are the message's fields, so that a new field is a new
 * key by itself. Used once.
 */
final class MessageReader {
  /** Set by the daemon, therefore no keys. */
  private static final Set<String> OUTPUT_ONLY =
      Set.of("etag", "update_time", "connection_count", "client.secret_count");

  /** Where the key is a word that some languages do not allow as the name of a field. */
  private static final Map<String, String> RENAMED = Map.of("rotation.rotation_class", "class");

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
   * @param elsewhere keys of it that somebody else reads
   */
  void fill(Message.Builder target, Node node, String path, Set<String> elsewhere) {
    var mapping = mapping(node, path);
    var fields = fieldsByKey(target.getDescriptorForType(), path);
    for (var entry : mapping.entries().entrySet()) {
      var key = path + entry.getKey();
      places.put(key, entry.getValue().place());
      var field = fields.get(entry.getKey());
      if (field != null) {
        read(target, field, entry.getValue().value(), key);
      } else if (!elsewhere.contains(key)) {
        throw refused(
            entry.getValue().place(),
            key,
            "unknown key; known here: " + known(fields, elsewhere, path));
      }
    }
  }

  private static String known(
      Map<String, FieldDescriptor> fields, Set<String> elsewhere, String path) {
    var others =
        elsewhere.stream()
            .filter(key -> key.startsWith(path))
            .map(key -> key.substring(path.length()));
    return Stream.concat(fields.keySet().stream(), others).collect(Collectors.joining(", "));
  }

  private Node.Mapping mapping(Node node, String path) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    var key = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
    throw mustBe("a mapping of keys to values", node, key);
  }

  private static Map<String, FieldDescriptor> fieldsByKey(Descriptor type, String path) {
    return type.getFields().stream()
        .filter(field -> !OUTPUT_ONLY.contains(path + field.getName()))
        .collect(
            Collectors.toMap(
                field -> RENAMED.getOrDefault(path + field.getName(), field.getName()),
                field -> field,
                (first, _) -> first,
                LinkedHashMap::new));
  }

  private void read(Message.Builder target, FieldDescriptor field, Node node, String key) {
    if (node instanceof Node.Scalar(Place _, String _, Node.Type type) && type == Node.Type.NULL) {
      cleared.add(key);
    } else if (field.isRepeated()) {
      list(target, field, node, key);
    } else if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      target.setField(field, scalar(field, node, key));
    } else if (field.getMessageType().equals(Duration.getDescriptor())) {
      target.setField(field, duration(node, key));
    } else {
      var inner = target.newBuilderForField(field);
      fill(inner, node, key + ".", elsewhere(key));
      target.setField(field, inner.build());
    }
  }

  private static Set<String> elsewhere(String key) {
    return key.equals("client") ? Set.of(ProviderSecrets.KEY) : Set.of();
  }

  private void list(Message.Builder target, FieldDescriptor field, Node node, String key) {
    if (!(node instanceof Node.Sequence(Place _, List<Node> items))) {
      throw mustBe("a list, such as [one, two]", node, key);
    }
    if (items.isEmpty()) {
      cleared.add(key);
    }
    for (int i = 0; i < items.size(); i++) {
      target.addRepeatedField(field, scalar(field, items.get(i), key + "[" + i + "]"));
    }
  }

  private Object scalar(FieldDescriptor field, Node node, String key) {
    return switch (field.getJavaType()) {
      case STRING -> text(node, key);
      case BOOLEAN -> Boolean.valueOf(typed(node, Node.Type.BOOLEAN, "true or false", key));
      case INT -> integer(node, key);
      case ENUM -> constant(field, node, key);
      case LONG, FLOAT, DOUBLE, BYTE_STRING, MESSAGE ->
          throw new IllegalStateException("no such settings: " + field.getFullName());
    };
  }

  private String text(Node node, String key) {
    var text = typed(node, Node.Type.TEXT, "text; put it in quotes", key);
    ValueRules.broken(key, text)
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

  private EnumValueDescriptor constant(FieldDescriptor field, Node node, String key) {
    var type = field.getEnumType();
    var prefix = MessageText.prefixOf(type);
    var choices =
        type.getValues().stream()
            .filter(value -> value.getNumber() != 0)
            .map(value -> value.getName().substring(prefix.length()).toLowerCase(Locale.ROOT))
            .toList();
    var word = typed(node, Node.Type.TEXT, "one of " + String.join(", ", choices), key);
    if (!choices.contains(word)) {
      throw refused(node.place(), key, "must be one of " + String.join(", ", choices));
    }
    return type.findValueByName(prefix + word.toUpperCase(Locale.ROOT));
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
