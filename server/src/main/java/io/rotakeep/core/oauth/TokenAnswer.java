package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token endpoint's body says (RFC 6749 §5). The receiver closes it. */
public sealed interface TokenAnswer extends AutoCloseable {

  /**
   * A success answer, taken as it is: which members are missing or odd is for the judge.
   *
   * @param expiresInSeconds null if missing or not a number; may be zero, negative or huge
   * @param scopes null if the answer does not name any: the same as asked for
   * @param subject {@code sub} of an ID token, which came straight from the token endpoint over TLS
   *     (OpenID Connect Core §3.1.3.7); null without one
   * @param attributes every other member that is a string, a number or a boolean, and those of
   *     members that are objects, with a dot between the names
   */
  record Granted(
      @Nullable SecretBytes accessToken,
      @Nullable SecretBytes refreshToken,
      @Nullable String tokenType,
      @Nullable Long expiresInSeconds,
      @Nullable List<String> scopes,
      @Nullable String subject,
      Map<String, String> attributes)
      implements TokenAnswer {
    @Override
    public void close() {
      if (accessToken != null) {
        accessToken.close();
      }
      if (refreshToken != null) {
        refreshToken.close();
      }
    }

    /** Leaves out what the server wrote: a secret may stand there under a name of its own. */
    @Override
    public String toString() {
      return "Granted[" + attributes.size() + " attributes]";
    }
  }

  /**
   * An error answer (RFC 6749 §5.2).
   *
   * @param error the code: words and short numbers, 64 characters at the most; {@code
   *     unnamed_error} where it is none
   * @param description for recognizing known texts, never for showing: it may echo secrets
   */
  record Refused(String error, @Nullable String description) implements TokenAnswer {
    @Override
    public void close() {}

    /** Leaves the description out. */
    @Override
    public String toString() {
      return "Refused[" + error + "]";
    }
  }

  /**
   * Neither of the two.
   *
   * @param why in our own words, safe to log
   * @param refreshToken a refresh token that stood complete before the damage; null if none
   */
  record Unreadable(String why, @Nullable SecretBytes refreshToken) implements TokenAnswer {
    @Override
    public void close() {
      if (refreshToken != null) {
        refreshToken.close();
      }
    }
  }

  @Override
  void close();
}
