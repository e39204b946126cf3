package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswerReader;
import io.rotakeep.core.secret.SecretBytes;

/**
 * Reads the JSON of a token endpoint. Tokens go from the parser's characters, which are ours, into
 * secrets and never become text.
 */
public final class JsonTokenAnswerReader implements TokenAnswerReader {

  @Override
  public TokenAnswer read(SecretBytes body) {
    return body.read(JsonTokenAnswerReader::read);
  }

  private static TokenAnswer read(byte[] body) {
    try (AnswerMembers members = new AnswerMembers()) {
      try {
        StrictJson.walk(body, members);
      } catch (UnreadableJsonException e) {
        return members.unreadable(e.why());
      }
      return members.answer();
    }
  }
}
