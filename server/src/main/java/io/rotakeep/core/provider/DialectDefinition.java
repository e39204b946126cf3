package io.rotakeep.core.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's own ways as somebody wrote them: keys {@code errors}, {@code scope_separator}, {@code
 * token_request}, {@code token_answer} and {@code identity}. What is null or empty was left out.
 */
public record DialectDefinition(
    List<ErrorRule> errors,
    Dialect.@Nullable ScopeSeparator scopeSeparator,
    Requests requests,
    Answers answers,
    Identity identity) {
  public static final DialectDefinition NOTHING =
      new DialectDefinition(
          List.of(),
          null,
          new Requests(null, List.of()),
          new Answers(null, null, List.of(), null),
          new Identity(null, null));

  public DialectDefinition {
    errors = List.copyOf(errors);
  }

  /** Key {@code token_request}. */
  public record Requests(Dialect.@Nullable BodyFormat body, List<RequestHeader> headers) {
    public Requests {
      headers = List.copyOf(headers);
    }
  }

  /** Key {@code token_answer}. */
  public record Answers(
      @Nullable String error,
      @Nullable String description,
      List<String> bearerTypes,
      @Nullable String tokens) {
    public Answers {
      bearerTypes = List.copyOf(bearerTypes);
    }
  }

  /** Key {@code identity}. */
  public record Identity(@Nullable String answer, @Nullable String userinfo) {}

  /** With RFC 6749's ways where nothing was written. */
  Dialect toDialect() {
    Dialect usual = Dialect.STANDARD;
    return new Dialect(
        scopeSeparator == null ? usual.scopeSeparator() : scopeSeparator,
        new Dialect.Requests(
            requests.body() == null ? usual.requests().body() : requests.body(),
            requests.headers()),
        new Dialect.Answers(
            answers.error(), answers.description(), answers.bearerTypes(), answers.tokens()),
        new Dialect.Identity(identity.answer(), identity.userinfo()));
  }
}
