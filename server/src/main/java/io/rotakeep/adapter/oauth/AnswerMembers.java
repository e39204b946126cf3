package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.Dialect.ScopeSeparator;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the members of one token answer and then says what they amount to. Used once. */
final class AnswerMembers implements StrictJson.Member, AutoCloseable {
  private static final int LONGEST_TOKEN = 16 * 1024;
  private static final int LONGEST_ID_TOKEN = 32 * 1024;

  /** Two of one of these cannot both be meant; whichever was taken might be the wrong one. */
  private static final Set<String> SINGLE =
      Set.of("access_token", "refresh_token", "token_type", "expires_in", "error", "ok");

  private final Dialect.Answers own;
  private final ScopeSeparator separator;
  private final Set<String> seen = new HashSet<>();
  private final AnswerAttributes attributes = new AnswerAttributes();
  private @Nullable SecretBytes access;
  private @Nullable SecretBytes refresh;
  private @Nullable String tokenType;
  private @Nullable Long expiresIn;
  private @Nullable List<String> scopes;
  private @Nullable String subject;
  private @Nullable String error;
  private @Nullable String description;
  private boolean failed;
  private @Nullable String ownError;
  private @Nullable String ownDescription;
  private @Nullable AnswerMembers within;
  private @Nullable String twice;
  private @Nullable String badToken;

  AnswerMembers(Dialect.Answers own, ScopeSeparator separator) {
    this.own = own;
    this.separator = separator;
  }

  @Override
  public void at(String name, JsonParser value) throws IOException {
    if (isSingle(name) && !seen.add(name)) {
      repeated(name);
      return;
    }
    switch (name) {
      case "access_token" -> access = token(name, value);
      case "refresh_token" -> refresh = token(name, value);
      case "id_token" -> subject = idTokenSubject(value);
      case "token_type" -> tokenType = StrictJson.scalar(value);
      case "expires_in" -> expiresIn = ExpiresIn.seconds(StrictJson.scalar(value));
      case "scope" -> scopes = AnswerScopes.read(value, separator);
      case "error" -> error = errorCode(value);
      case "error_description" -> description = RefusalText.description(StrictJson.scalar(value));
      // Some servers say in a member of its own whether they succeeded, whatever the status.
      case "ok" -> failed = value.currentToken() == JsonToken.VALUE_FALSE;
      default -> atOther(name, value);
    }
  }

  private void atOther(String name, JsonParser value) throws IOException {
    if (name.equals(own.tokens()) && value.currentToken() == JsonToken.START_OBJECT) {
      AnswerMembers inner = new AnswerMembers(own.inner(), separator);
      within = inner;
      StrictJson.each(value, inner);
      attributes.addAll(name, inner.attributes);
    } else if (name.equals(own.error())) {
      ownError = errorCode(value);
    } else if (name.equals(own.description())) {
      ownDescription = RefusalText.description(StrictJson.scalar(value));
    } else {
      attributes.add(name, value);
    }
  }

  private boolean isSingle(String name) {
    return SINGLE.contains(name) || name.equals(own.tokens()) || name.equals(own.error());
  }

  /** After the whole object was read. Takes the tokens out of this object. */
  TokenAnswer answer() {
    if (twice != null) {
      return unreadable(twice + " stands in the answer twice");
    }
    AnswerMembers tokens = tokens();
    if (tokens.twice != null) {
      return unreadable(tokens.twice + " stands in the answer twice");
    }
    String code = error == null && !tokens.hasTokens() ? ownError : error;
    if (code != null || failed) {
      return new TokenAnswer.Refused(
          code == null ? RefusalText.UNNAMED : code,
          description == null ? ownDescription : description);
    }
    return tokens.badToken == null ? granted(tokens) : unreadable(tokens.badToken);
  }

  private TokenAnswer granted(AnswerMembers tokens) {
    TokenAnswer.Granted granted =
        new TokenAnswer.Granted(
            tokens.access,
            tokens.refresh,
            usualType(tokens.tokenType),
            tokens.expiresIn,
            tokens.scopes,
            subject,
            attributes.toMap());
    tokens.access = null;
    tokens.refresh = null;
    return granted;
  }

  /** Where the tokens stand: a server that has a member for them may leave it out. */
  private AnswerMembers tokens() {
    return within != null && within.hasTokens() ? within : this;
  }

  private boolean hasTokens() {
    return access != null || refresh != null || badToken != null;
  }

  private @Nullable String usualType(@Nullable String type) {
    boolean meansBearer = own.bearerTypes().stream().anyMatch(it -> it.equalsIgnoreCase(type));
    return meansBearer ? "Bearer" : type;
  }

  /** With the refresh token, if one stood complete and alone. */
  TokenAnswer unreadable(String why) {
    AnswerMembers tokens = tokens();
    SecretBytes salvaged = tokens.refresh;
    tokens.refresh = null;
    return new TokenAnswer.Unreadable(why, salvaged);
  }

  @Override
  public void close() {
    if (within != null) {
      within.close();
    }
    if (access != null) {
      access.close();
    }
    if (refresh != null) {
      refresh.close();
    }
  }

  private void repeated(String name) {
    twice = name;
    if (name.equals("refresh_token") && refresh != null) {
      refresh.close();
      refresh = null;
    }
    if (name.equals(own.tokens()) && within != null) {
      within.close();
      within = null;
    }
  }

  private @Nullable SecretBytes token(String name, JsonParser value) throws IOException {
    SecretBytes token = secret(value, LONGEST_TOKEN);
    if (token == null) {
      badToken = name + " is not a string of 1 to 16384 printable ASCII characters";
    }
    return token;
  }

  private static @Nullable String idTokenSubject(JsonParser value) throws IOException {
    try (SecretBytes token = secret(value, LONGEST_ID_TOKEN)) {
      return token == null ? null : IdTokenSubject.read(token);
    }
  }

  /** Throws if the string never ends, so that half a token is not taken for one. */
  private static @Nullable SecretBytes secret(JsonParser value, int longest) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    try (WipedBuffer characters = new WipedBuffer(256)) {
      SecretWriter writer = new SecretWriter(characters, longest);
      value.getText(writer);
      return writer.isSpoilt() || characters.length() == 0 ? null : characters.toSecret();
    }
  }

  private static @Nullable String errorCode(JsonParser value) throws IOException {
    return switch (value.currentToken()) {
      case VALUE_NULL -> null;
      case START_OBJECT, START_ARRAY -> RefusalText.UNNAMED;
      default -> RefusalText.code(value.getText());
    };
  }
}
