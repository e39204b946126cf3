package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenAnswerReader;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.secret.SecretBytes;

/**
 * Reads the JSON of a token endpoint. Tokens go from the parser's characters, which are ours, into
 * secrets and never become text.
 */
public final class JsonTokenAnswerReader implements TokenAnswerReader {

  /** As RFC 6749 has it. */
  public TokenAnswer read(SecretBytes body) {
    return read(body, Dialect.STANDARD);
  }

  @Override
  public TokenAnswer read(SecretBytes body, Dialect dialect) {
    return body.read(bytes -> read(bytes, dialect));
  }

  private static TokenAnswer read(byte[] body, Dialect dialect) {
    try (AnswerMembers members = new AnswerMembers(dialect.answers(), dialect.scopeSeparator())) {
      try {
        StrictJson.walk(body, members);
      } catch (UnreadableJsonException e) {
        return members.unreadable(e.why());
      }
      return members.answer();
    }
  }
}
