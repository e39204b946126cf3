package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code sub} of a JSON object: a single string of 1 to 255 ASCII characters. */
final class SubjectClaim implements StrictJson.Member {
  private static final int LONGEST = 255;

  private @Nullable String subject;

  private SubjectClaim() {}

  /** Null if there is no such member, or the bytes are no JSON object. */
  static @Nullable String read(byte[] json) {
    SubjectClaim claim = new SubjectClaim();
    try {
      StrictJson.walk(json, claim);
      return isSubject(claim.subject) ? claim.subject : null;
    } catch (UnreadableJsonException _) {
      return null;
    }
  }

  static boolean isSubject(@Nullable String text) {
    return text != null
        && !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  @Override
  public void at(String name, JsonParser value) throws IOException {
    if (name.equals("sub")) {
      if (subject != null || value.currentToken() != JsonToken.VALUE_STRING) {
        throw new UnreadableJsonException("sub is no single string");
      }
      subject = value.getText();
    }
  }
}
