package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  /** While the question is at hand: a code must hold no piece of a secret. */
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
        secret.<Boolean>read(bytes -> shares(code, bytes, Math.min(TELLING, bytes.length))));
  }

  /** Whether a piece of that length is in both: codes are cut, and secrets put into sentences. */
  private static boolean shares(byte[] code, byte[] secret, int piece) {
    for (int at = 0; at + piece <= code.length; at++) {
      for (int in = 0; in + piece <= secret.length; in++) {
        if (Arrays.equals(code, at, at + piece, secret, in, in + piece)) {
          return true;
        }
      }
    }
    return false;
  }
}
