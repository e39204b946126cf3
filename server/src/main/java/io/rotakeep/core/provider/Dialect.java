package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a server speaks where it does not speak as RFC 6749 has it. Without a dialect everything is
 * read and written as there.
 */
public record Dialect(
    ScopeSeparator scopeSeparator, Requests requests, Answers answers, Identity identity) {
  /** RFC 6749's own. */
  public static final Dialect STANDARD =
      new Dialect(
          ScopeSeparator.SPACE,
          new Requests(BodyFormat.FORM, List.of()),
          new Answers(null, null, List.of(), null),
          new Identity(null, null));

  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_:-]+(\\.[A-Za-z0-9_:-]+){0,2}");
  private static final int LONGEST_PATH = 64;

  /** Members that mean what they mean; a dialect must not make an error of a success. */
  private static final Set<String> TAKEN =
      Set.of("access_token", "refresh_token", "id_token", "token_type", "expires_in", "scope");

  /** What stands between two scopes, in what we ask for and in what is granted. */
  public enum ScopeSeparator {
    SPACE(" "),
    COMMA(",");

    private final String text;

    ScopeSeparator(String text) {
      this.text = text;
    }

    public String join(List<String> scopes) {
      return String.join(text, scopes);
    }
  }

  /** How the body of a token request is written. */
  public enum BodyFormat {
    /** {@code application/x-www-form-urlencoded}. */
    FORM,
    /** One JSON object of strings. */
    JSON
  }

  /**
   * Questions to the token endpoint.
   *
   * @param headers beside our own; never secret
   */
  public record Requests(BodyFormat body, List<RequestHeader> headers) {
    private static final int MOST_HEADERS = 16;

    public Requests {
      headers = List.copyOf(headers);
      Written.limited(
          "token_request.headers",
          headers.stream().map(RequestHeader::name).toList(),
          MOST_HEADERS);
      long different =
          headers.stream().map(header -> header.name().toLowerCase(Locale.ROOT)).distinct().count();
      if (different < headers.size()) {
        throw new InvalidFieldException("token_request.headers", "must name each header once only");
      }
    }
  }

  /**
   * Answers of the token endpoint.
   *
   * @param error member that holds the code of an error beside {@code error}; it counts only in an
   *     answer without tokens. Null if there is no other
   * @param description member that holds an error's text beside {@code error_description}
   * @param bearerTypes what this server calls tokens that are used as bearer tokens, in any case
   * @param tokens member in which the tokens stand, of an answer that has it; null if at the top
   */
  public record Answers(
      @Nullable String error,
      @Nullable String description,
      List<String> bearerTypes,
      @Nullable String tokens) {
    private static final int MOST_TYPES = 16;

    public Answers {
      bearerTypes = List.copyOf(bearerTypes);
      checkMember("token_answer.error", error);
      checkMember("token_answer.description", description);
      checkMember("token_answer.tokens", tokens);
      Written.limited("token_answer.bearer_types", bearerTypes, MOST_TYPES);
      bearerTypes.forEach(type -> checkName("token_answer.bearer_types", type));
    }

    /** The same of what stands where the tokens do. */
    public Answers inner() {
      return new Answers(error, description, bearerTypes, null);
    }
  }

  /**
   * Where a server says whose tokens these are; dots lead into members of members.
   *
   * @param answer path in a token answer; null for the usual places
   * @param userinfo path in a userinfo answer; null for {@code sub}
   */
  public record Identity(@Nullable String answer, @Nullable String userinfo) {
    public Identity {
      checkPath("identity.answer", answer);
      checkPath("identity.userinfo", userinfo);
    }
  }

  private static void checkMember(String field, @Nullable String name) {
    if (name != null) {
      checkName(field, name);
      if (TAKEN.contains(name)) {
        throw new InvalidFieldException(field, "must not be a member with a meaning of its own");
      }
    }
  }

  private static void checkName(String field, String name) {
    if (!MEMBER.matcher(name).matches()) {
      throw new InvalidFieldException(field, "must be 1 to 64 characters of A-Z a-z 0-9 _ . : -");
    }
  }

  private static void checkPath(String field, @Nullable String path) {
    if (path != null && (path.length() > LONGEST_PATH || !PATH.matcher(path).matches())) {
      throw new InvalidFieldException(
          field, "must be up to three names of A-Z a-z 0-9 _ : - with dots between, 64 long");
    }
  }
}
