package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.Dialect.ScopeSeparator;
import io.rotakeep.core.provider.Scopes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads granted scopes: separated by spaces, else by commas, or as an array of strings. */
final class AnswerScopes {
  private static final int MOST = 200;

  private AnswerScopes() {}

  /** Null if the value is neither; what is not a scope by RFC 6749 §3.3 is left out. */
  static @Nullable List<String> read(JsonParser value, ScopeSeparator separator)
      throws IOException {
    if (value.currentToken() == JsonToken.VALUE_STRING) {
      String text = value.getText();
      return legal(
          switch (separator) {
            case SPACE -> Arrays.asList(text.split(text.contains(" ") ? " " : ",", -1));
            case COMMA -> Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          });
    }
    if (value.currentToken() != JsonToken.START_ARRAY) {
      return null;
    }
    List<String> found = new ArrayList<>();
    while (value.nextToken() == JsonToken.VALUE_STRING && found.size() < MOST) {
      found.add(value.getText());
    }
    return legal(found);
  }

  private static List<String> legal(List<String> scopes) {
    return scopes.stream().filter(AnswerScopes::isLegal).distinct().limit(MOST).toList();
  }

  private static boolean isLegal(String scope) {
    try {
      Scopes.check("scope", scope);
      return true;
    } catch (InvalidFieldException _) {
      return false;
    }
  }
}
