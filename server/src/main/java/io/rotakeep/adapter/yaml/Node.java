package io.rotakeep.adapter.yaml;

import java.util.List;
import java.util.Map;

/** A piece of YAML and where it stands. */
public sealed interface Node {
  Place place();

  /** What kind of thing it is, for messages. */
  String kind();

  /** Keys in the order of the file. */
  record Mapping(Place place, Map<String, Entry> entries) implements Node {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /**
   * The value of a key.
   *
   * @param place of the key, which is where an unknown one is to be found
   */
  record Entry(Place place, Node value) {}

  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Scalar(Place place, String text, Type type) implements Node {
    @Override
    public String kind() {
      return switch (type) {
        case TEXT -> "text";
        case INTEGER -> "a number";
        case DECIMAL -> "a number with decimals";
        case BOOLEAN -> "true or false";
        case NULL -> "null";
      };
    }
  }

  /** What YAML takes a scalar for. */
  enum Type {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    NULL
  }
}
