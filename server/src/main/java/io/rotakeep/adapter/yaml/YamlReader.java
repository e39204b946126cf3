package io.rotakeep.adapter.yaml;

import com.fasterxml.jackson.core.JsonLocation;
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
 * read, big or surprising: repeated keys, anchors, aliases, tags, more than one document, deep
 * nesting.
 */
public final class YamlReader {
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
   * @throws RefusedFileException if it is not one plain document
   */
  public static Node read(String file, String text) {
    refuseControlCharacters(file, text);
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(file, parser);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw RefusedFileException.of(file, "is empty; write keys and their values", null);
      }
      Node document = reader.node(first, 0);
      if (parser.nextToken() != null) {
        throw reader.refused("", "a second document; write one in each file");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw RefusedFileException.at(file, placeOf(e), "", "is no YAML: " + problemOf(e));
    } catch (IOException e) {
      throw RefusedFileException.of(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The parser's own complaint would span several lines. */
  private static void refuseControlCharacters(String file, String text) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        start = i + 1;
      } else if ((c < ' ' && c != '\t' && c != '\r') || c == '\u007f') {
        throw RefusedFileException.at(
            file,
            new Place(line, i - start + 1),
            "",
            "control character U+%04X; remove it".formatted((int) c));
      }
    }
  }

  /** The last place that the message names is that of the problem, the others are its context. */
  private static Place placeOf(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return MARK.matcher(e.getOriginalMessage())
        .results()
        .map(mark -> new Place(Integer.parseInt(mark.group(1)), Integer.parseInt(mark.group(2))))
        .reduce((_, last) -> last)
        .orElseGet(
            () ->
                location == null
                    ? new Place(1, 1)
                    : new Place(location.getLineNr(), location.getColumnNr()));
  }

  /** Without the indented lines, which quote the file. */
  private static String problemOf(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  private Node node(@Nullable JsonToken token, int depth) throws IOException {
    refuseReferences();
    if (depth > DEEPEST) {
      throw refused("", "nested too deeply; no setting is deeper than a few levels");
    }
    if (token == JsonToken.START_OBJECT) {
      return mapping(depth);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(depth);
    }
    return new Node.Scalar(place(), parser.getText(), typeOf(token));
  }

  private void refuseReferences() throws IOException {
    if (parser.getObjectId() != null || parser.isCurrentAlias()) {
      throw refused("", "anchors and aliases are not supported; write the value out");
    }
    if (parser.getTypeId() != null) {
      throw refused("", "tags are not supported; leave the !… out");
    }
  }

  private Node mapping(int depth) throws IOException {
    Place start = place();
    var entries = new LinkedHashMap<String, Node.Entry>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      refuseReferences();
      String key = parser.currentName();
      Place place = place();
      if (entries.containsKey(key)) {
        throw refused(key, "is given twice; keep one");
      }
      entries.put(key, new Node.Entry(place, node(parser.nextToken(), depth + 1)));
    }
    return new Node.Mapping(start, entries);
  }

  private Node sequence(int depth) throws IOException {
    Place start = place();
    List<Node> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      items.add(node(token, depth + 1));
      token = parser.nextToken();
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

  private RefusedFileException refused(String key, String rule) {
    return RefusedFileException.at(file, place(), key, rule);
  }
}
