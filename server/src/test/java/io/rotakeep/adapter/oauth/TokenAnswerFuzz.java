package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.fuzz.Trial;

/** Whatever a token endpoint answers is read as an answer, and repeated nowhere. */
public final class TokenAnswerFuzz {
  private TokenAnswerFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, TokenAnswerFuzz::read);
  }

  private static void read(byte[] input) {
    try (SecretBytes body = SecretBytes.copyOf(input);
        TokenAnswer answer = new JsonTokenAnswerReader().read(body)) {
      Trial.check(answer.toString());
    }
  }
}
