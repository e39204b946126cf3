package io.rotakeep.adapter.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a line as what it is: one flat object of texts and numbers. */
final class LineFields {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private LineFields() {}

  /** The fields with their values as text; null if it is anything else. */
  static @Nullable Map<String, String> read(byte[] line, int from, int to) {
    try (JsonParser in = JSON.createParser(line, from, to - from)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Map<String, String> fields = new LinkedHashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NUMBER_INT) {
          return null;
        }
        fields.put(name, in.getText());
      }
      boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
      return whole ? fields : null;
    } catch (IOException _) {
      return null;
    }
  }

  static @Nullable Map<String, String> read(byte[] line) {
    return read(line, 0, line.length);
  }
}
