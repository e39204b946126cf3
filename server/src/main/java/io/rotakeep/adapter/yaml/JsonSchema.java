package io.rotakeep.adapter.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.core.BugException;

/**
 * What editors and other tools know of our files, written from the keys that the readers use. It
 * lets through all that a reader accepts, and refuses what one value alone shows to be wrong.
 */
public final class JsonSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Durations as commands and provider files have them; a preset's are of one part only. */
  private static final String LIFE = "(\\d{1,9}(ms|[smhd]))+";

  /** Whether null and an empty list say something: they clear what a preset sets. */
  private final boolean clearable;

  private JsonSchema(boolean clearable) {
    this.clearable = clearable;
  }

  public static String ofDaemonFile() {
    return new JsonSchema(false).document("Rotakeep: daemon file", DaemonFile.KEYS);
  }

  public static String ofPoliciesFile() {
    return new JsonSchema(false).document("Rotakeep: policies file", PolicyList.FILE);
  }

  public static String ofProviderFile() {
    return new JsonSchema(true).document("Rotakeep: provider file", ProviderKeys.FILE);
  }

  public static String ofPreset() {
    return new JsonSchema(false).document("Rotakeep: preset", YamlProviderPresets.KEYS);
  }

  private String document(String title, Keys keys) {
    ObjectNode root = JSON.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("title", title);
    root.setAll(mapping(keys));
    try {
      return new JsonMapper().writer(printer()).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new BugException("a schema cannot be written", e);
    }
  }

  /** The same line ends everywhere. */
  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    return printer;
  }

  private ObjectNode mapping(Keys keys) {
    ObjectNode object = JSON.objectNode().put("type", "object");
    object.put("additionalProperties", false);
    ArrayNode required = JSON.arrayNode();
    ObjectNode properties = JSON.objectNode();
    for (Key<?> key : keys.inOrder()) {
      if (key instanceof Key.Required<?> && !keys.alternatives().contains(key.name())) {
        required.add(key.name());
      }
      properties.set(key.name(), property(key));
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    if (!keys.alternatives().isEmpty()) {
      object.set(keys.exclusive() ? "oneOf" : "anyOf", requiredOne(keys));
    }
    object.set("properties", properties);
    return object;
  }

  private static ArrayNode requiredOne(Keys keys) {
    ArrayNode choices = JSON.arrayNode();
    for (String name : keys.alternatives()) {
      choices.addObject().putArray("required").add(name);
    }
    return choices;
  }

  private ObjectNode property(Key<?> key) {
    ObjectNode said = JSON.objectNode().put("description", key.reason());
    switch (key) {
      case Key.Later _ -> said.putObject("not");
      case Key.Required<?> required -> {
        said.setAll(shape(required.shape()));
        said.putArray("examples").add(value(required.example()));
      }
      case Key.Defaulted<?> defaulted -> {
        said.setAll(shape(defaulted.shape()));
        said.set("default", value(defaulted.written()));
      }
      case Key.Omissible<?> omissible -> {
        said.setAll(orCleared(shape(omissible.shape())));
        said.putArray("examples").add(value(omissible.example()));
      }
    }
    return said;
  }

  private ObjectNode orCleared(ObjectNode shape) {
    boolean isListOfSecrets = shape.path("items").has("maxProperties");
    if (clearable && !isListOfSecrets) {
      String type = shape.path("type").asText();
      shape.putArray("type").add(type).add("null");
      if (shape.get("enum") instanceof ArrayNode words) {
        words.addNull();
      }
    }
    return shape;
  }

  private ObjectNode shape(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text(text);
      case Shape.Life _ -> ofType("string").put("pattern", "^" + LIFE + "$");
      case Shape.Flag _ -> ofType("boolean");
      case Shape.Whole whole ->
          ofType("integer").put("minimum", whole.least()).put("maximum", Integer.MAX_VALUE);
      case Shape.Words words -> {
        ObjectNode choice = ofType("string");
        words.words().forEach(choice.putArray("enum")::add);
        yield choice;
      }
      case Shape.ListOf list -> list(list);
      case Shape.Mapping mapping -> mapping(mapping.keys());
      case Shape.Texts(String pattern) -> texts(pattern);
      case Shape.OneOf choice ->
          mapping(choice.keys()).put("minProperties", 1).put("maxProperties", 1);
    };
  }

  private static ObjectNode text(Shape.Text text) {
    String pattern = text.pattern().isEmpty() ? "\\S" : "^(?:" + text.pattern() + ")$";
    ObjectNode string = ofType("string").put("pattern", pattern);
    return text.format().isEmpty() ? string : string.put("format", text.format());
  }

  private ObjectNode texts(String keys) {
    ObjectNode object = ofType("object").put("minProperties", 1);
    object.putObject("propertyNames").put("pattern", "^(?:" + keys + ")$");
    object.set("additionalProperties", shape(Shape.TEXT));
    return object;
  }

  private ObjectNode list(Shape.ListOf list) {
    ObjectNode array = ofType("array");
    // Nothing is laid under the items of a list, so there is nothing in them to clear.
    array.set("items", new JsonSchema(false).shape(list.item()));
    return array.put("minItems", clearable ? 0 : 1).put("maxItems", list.most());
  }

  private static ObjectNode ofType(String type) {
    return JSON.objectNode().put("type", type);
  }

  private static JsonNode value(String written) {
    return value(YamlReader.read("example", written));
  }

  /** A node as JSON. */
  static JsonNode value(Node node) {
    return switch (node) {
      case Node.Mapping mapping -> {
        ObjectNode object = JSON.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, value(entry.value())));
        yield object;
      }
      case Node.Sequence sequence -> {
        ArrayNode array = JSON.arrayNode();
        sequence.items().forEach(item -> array.add(value(item)));
        yield array;
      }
      case Node.Scalar scalar ->
          switch (scalar.type()) {
            case TEXT -> JSON.textNode(scalar.text());
            case INTEGER -> JSON.numberNode(Long.parseLong(scalar.text()));
            case DECIMAL -> JSON.numberNode(Double.parseDouble(scalar.text()));
            case BOOLEAN -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
            case NULL -> JSON.nullNode();
          };
    };
  }
}
