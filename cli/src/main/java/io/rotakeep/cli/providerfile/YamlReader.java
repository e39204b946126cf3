package io.rotakeep.cli.providerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML document into nodes that know their place. Refuses what makes settings hard to
 * read or big: repeated keys, anchors, aliases, more than one document, deep nesting.
 */
final class YamlReader {
  private static final int DEEPEST = 10;

  /** Where yes, no, on and off are texts: a switch is true or false. */
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  private static final Pattern MARK = Pattern.compile("line (\\d+), column (\\d+)");

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads the text.
   *
   * @param file what to call it in messages
   */
  static Node read(String file, String text) {
    try (var parser = FACTORY.createParser(text)) {
      var reader = new YamlReader(file, parser);
      var first = parser.nextToken();
      if (first == null) {
        throw ProviderFileException.of(file, "is empty; give at least name", null);
      }
      var document = reader.node(first, 0);
      if (parser.nextToken() != null) {
        throw reader.refused("", "a second document; a file describes one provider");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw ProviderFileException.at(file, placeOf(e), "", "is no YAML: " + problemOf(e));
    } catch (IOException e) {
      throw ProviderFileException.of(file, "cannot be read", e);
    }
  }

  /** The last place that the message names is that of the problem, the others are its context. */
  private static Place placeOf(JsonProcessingException e) {
    var location = e.getLocation();
    return MARK.matcher(e.getOriginalMessage())
        .results()
        .map(mark -> new Place(Integer.parseInt(mark.group(1)), Integer.parseInt(mark.group(2))))
        .reduce((_, last) -> last)
        .orElseGet(() -> new Place(location.getLineNr(), location.getColumnNr()));
  }

  /** Without the indented lines, which quote the file. */
  private static String problemOf(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  private Node node(@Nullable JsonToken token, int depth) throws IOException {
    if (parser.getObjectId() != null || parser.isCurrentAlias()) {
      throw refused("", "anchors and aliases are not supported; write the value out");
    }
    if (depth > DEEPEST) {
      throw refused("", "nested too deeply");
    }
    if (token == JsonToken.START_OBJECT) {
      return mapping(depth);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(depth);
    }
    return new Node.Scalar(place(), parser.getText(), typeOf(token));
  }

  private Node mapping(int depth) throws IOException {
    var start = place();
    var entries = new LinkedHashMap<String, Node.Entry>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var key = parser.currentName();
      var place = place();
      if (entries.containsKey(key)) {
        throw refused(key, "is given twice");
      }
      entries.put(key, new Node.Entry(place, node(parser.nextToken(), depth + 1)));
    }
    return new Node.Mapping(start, entries);
  }

  private Node sequence(int depth) throws IOException {
    var start = place();
    List<Node> items = new ArrayList<>();
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      items.add(node(token, depth + 1));
    }
    return new Node.Sequence(start, items);
  }

  private static Node.Type typeOf(@Nullable JsonToken token) {
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return Node.Type.BOOLEAN;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return Node.Type.INTEGER;
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return Node.Type.DECIMAL;
    }
    return token == JsonToken.VALUE_NULL ? Node.Type.NULL : Node.Type.TEXT;
  }

  private Place place() {
    var location = parser.currentTokenLocation();
    return new Place(location.getLineNr(), location.getColumnNr());
  }

  private ProviderFileException refused(String key, String rule) {
    return ProviderFileException.at(file, place(), key, rule);
  }
}
