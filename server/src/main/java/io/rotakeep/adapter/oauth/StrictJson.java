package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the members of one JSON object in UTF-8, depth 8 at the most. The parser works in an
 * array of ours that is zeroed afterwards; nothing is pooled, interned or canonicalized, since what
 * is read may hold secrets and comes from outside.
 */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNameLength(256)
                  .maxNumberLength(64)
                  .build())
          .build();

  private StrictJson() {}

  /** Sees each member of the outermost object. */
  interface Member {
    /** {@code value} stands at the value; a structure need not be read to its end. */
    void at(String name, JsonParser value) throws IOException;
  }

  /** What was seen before the damage has been given to {@code each} all the same. */
  static void walk(byte[] utf8, Member each) throws UnreadableJsonException {
    char[] text = new char[utf8.length];
    try {
      CharBuffer decoded = CharBuffer.wrap(text);
      boolean legal = decode(utf8, decoded);
      String damage = damage(text, decoded.position(), each);
      if (!legal) {
        throw new UnreadableJsonException("the answer is not UTF-8");
      }
      if (damage != null) {
        throw new UnreadableJsonException(damage);
      }
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static boolean decode(byte[] utf8, CharBuffer into) {
    return !StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8), into, true).isError();
  }

  private static @Nullable String damage(char[] text, int length, Member each) {
    try {
      checkBeginning(text, length);
      walk(text, length, each);
      return null;
    } catch (UnreadableJsonException e) {
      return e.why();
    } catch (JsonEOFException _) {
      return "the answer is JSON cut short";
    } catch (StreamConstraintsException _) {
      return "the answer is JSON nested too deep or with huge parts";
    } catch (IOException _) {
      return "the answer is not well-formed JSON";
    }
  }

  private static void checkBeginning(char[] text, int length) throws UnreadableJsonException {
    int first = 0;
    while (first < length && " \t\r\n".indexOf(text[first]) >= 0) {
      first++;
    }
    if (first == length) {
      throw new UnreadableJsonException("the answer is empty");
    }
    if (text[first] == '<') {
      throw new UnreadableJsonException("the answer is HTML or XML, not JSON");
    }
    if (text[first] != '{') {
      throw new UnreadableJsonException("the answer is not a JSON object");
    }
  }

  private static void walk(char[] text, int length, Member each) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
      parser.nextToken();
      each(parser, each);
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw new UnreadableJsonException("the answer is not well-formed JSON");
      }
      if (parser.nextToken() != null) {
        throw new UnreadableJsonException("more comes after the answer's JSON object");
      }
    }
  }

  /** Sees each member of the object at which {@code object} stands; of anything else none. */
  static void each(JsonParser object, Member each) throws IOException {
    if (object.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (object.nextToken() == JsonToken.FIELD_NAME) {
      String name = object.currentName();
      int depth = object.getParsingContext().getNestingDepth();
      object.nextToken();
      each.at(name, object);
      leave(object, depth);
    }
  }

  /** To the end of the value, wherever its reader stopped. */
  private static void leave(JsonParser parser, int depth) throws IOException {
    while (parser.getParsingContext().getNestingDepth() > depth) {
      if (parser.nextToken() == null) {
        throw new JsonEOFException(parser, null, "");
      }
    }
    // A string that nobody has asked for is checked only when it is finished.
    parser.finishToken();
  }

  /** The current value as text if it is a string, a number or a boolean; else null. */
  static @Nullable String scalar(JsonParser value) throws IOException {
    return value.currentToken().isScalarValue() && value.currentToken() != JsonToken.VALUE_NULL
        ? value.getText()
        : null;
  }
}
