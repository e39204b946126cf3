package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets that a server repeats out of error codes, which logs, failures and reports show. An
 * error code takes the place of one that says anything of the question.
 */
final class EchoGuard {
  static final String ECHO = "echoed_secret";

  /** Shorter pieces of a secret tell nothing, and may be words. */
  private static final int TELLING = 8;

  /** What no secret looks like: a word, in capitals or without. */
  private static final Pattern WORD = Pattern.compile("[a-z_]{1,40}|[A-Z_]{1,40}");

  private EchoGuard() {}

  /** While the question is at hand: a code must not be a part of a secret, nor hold one. */
  static TokenAnswer free(TokenAnswer answer, TokenQuestion asked, ClientCredentials client) {
    return answer instanceof TokenAnswer.Refused(String error, String description)
            && (repeats(error, asked) || repeats(error, client.secret()))
        ? new TokenAnswer.Refused(ECHO, description)
        : answer;
  }

  /** Afterwards: a code must be a word, or one that the provider's rules name. */
  static TokenAnswer free(TokenAnswer answer, TokenRules rules) {
    return answer instanceof TokenAnswer.Refused(String error, String description)
            && !WORD.matcher(error).matches()
            && rules.errors().stream().map(ErrorRule::code).noneMatch(error::equalsIgnoreCase)
        ? new TokenAnswer.Refused(ECHO, description)
        : answer;
  }

  private static boolean repeats(String error, TokenQuestion asked) {
    return switch (asked) {
      case TokenQuestion.Refresh(SecretBytes token) -> repeats(error, token);
      case TokenQuestion.Exchange(SecretBytes code, _, SecretBytes verifier) ->
          repeats(error, code) || repeats(error, verifier);
    };
  }

  private static boolean repeats(String error, @Nullable SecretBytes secret) {
    if (secret == null || error.length() < TELLING) {
      return false;
    }
    byte[] code = error.getBytes(StandardCharsets.US_ASCII);
    return Objects.requireNonNull(
        secret.<Boolean>read(bytes -> holds(bytes, code) || holds(code, bytes)));
  }

  private static boolean holds(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
