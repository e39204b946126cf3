package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.DialectDefinition;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.RequestHeader;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.v1.IdentitySettings;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RequestBodyFormat;
import io.rotakeep.v1.ScopeSeparator;
import io.rotakeep.v1.TokenAnswerSettings;
import io.rotakeep.v1.TokenRequestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a server speaks, out of messages and into them. */
final class DialectMessages {
  private static final String MEANING = "ERROR_MEANING_";
  private static final String SEPARATOR = "SCOPE_SEPARATOR_";
  private static final String FORMAT = "REQUEST_BODY_FORMAT_";

  private DialectMessages() {}

  static DialectDefinition definition(Provider written) {
    TokenRequestSettings request = written.getTokenRequest();
    TokenAnswerSettings answer = written.getTokenAnswer();
    return new DialectDefinition(
        each("errors", written.getErrorsList(), DialectMessages::rule),
        separator(written.getScopeSeparator()),
        new DialectDefinition.Requests(
            format(request.getBody()),
            each(
                "token_request.headers",
                request.getHeadersList(),
                header -> new RequestHeader(header.getName(), header.getValue()))),
        new DialectDefinition.Answers(
            orNull(answer.getError()),
            orNull(answer.getDescription()),
            answer.getBearerTypesList(),
            orNull(answer.getTokens())),
        new DialectDefinition.Identity(
            orNull(written.getIdentity().getAnswer()),
            orNull(written.getIdentity().getUserinfo())));
  }

  /** What is in force, as it may be applied again. */
  static void add(Provider.Builder message, TokenRules tokens) {
    Dialect dialect = tokens.dialect();
    add(
        message,
        new DialectDefinition(
            tokens.errors(),
            dialect.scopeSeparator(),
            new DialectDefinition.Requests(dialect.requests().body(), dialect.requests().headers()),
            new DialectDefinition.Answers(
                dialect.answers().error(),
                dialect.answers().description(),
                dialect.answers().bearerTypes(),
                dialect.answers().tokens()),
            new DialectDefinition.Identity(
                dialect.identity().answer(), dialect.identity().userinfo())));
  }

  static void add(Provider.Builder message, DialectDefinition dialect) {
    dialect.errors().forEach(rule -> message.addErrors(message(rule)));
    Dialect.ScopeSeparator separator = dialect.scopeSeparator();
    if (separator != null) {
      message.setScopeSeparator(ScopeSeparator.valueOf(SEPARATOR + separator.name()));
    }
    message
        .setTokenRequest(message(dialect.requests()))
        .setTokenAnswer(
            TokenAnswerSettings.newBuilder()
                .setError(text(dialect.answers().error()))
                .setDescription(text(dialect.answers().description()))
                .addAllBearerTypes(dialect.answers().bearerTypes())
                .setTokens(text(dialect.answers().tokens())))
        .setIdentity(
            IdentitySettings.newBuilder()
                .setAnswer(text(dialect.identity().answer()))
                .setUserinfo(text(dialect.identity().userinfo())));
  }

  private static TokenRequestSettings message(DialectDefinition.Requests requests) {
    TokenRequestSettings.Builder message = TokenRequestSettings.newBuilder();
    Dialect.BodyFormat body = requests.body();
    if (body != null) {
      message.setBody(RequestBodyFormat.valueOf(FORMAT + body.name()));
    }
    for (RequestHeader header : requests.headers()) {
      message.addHeadersBuilder().setName(header.name()).setValue(header.value());
    }
    return message.build();
  }

  private static io.rotakeep.v1.ErrorRule message(ErrorRule rule) {
    io.rotakeep.v1.ErrorRule.Builder message =
        io.rotakeep.v1.ErrorRule.newBuilder()
            .setCode(rule.code())
            .setText(text(rule.text()))
            .setMeans(io.rotakeep.v1.ErrorMeaning.valueOf(MEANING + rule.meaning().name()));
    Integer status = rule.status();
    return status == null ? message.build() : message.setStatus(status).build();
  }

  private static ErrorRule rule(io.rotakeep.v1.ErrorRule written) {
    return new ErrorRule(
        written.getCode(),
        written.hasStatus() ? written.getStatus() : null,
        orNull(written.getText()),
        meaning(written.getMeans()));
  }

  private static ErrorMeaning meaning(io.rotakeep.v1.ErrorMeaning word) {
    return switch (word) {
      case ERROR_MEANING_UNSPECIFIED ->
          throw new InvalidFieldException("errors.means", "is required");
      case UNRECOGNIZED -> throw ProviderWords.unknown("errors.means");
      case ERROR_MEANING_TOKEN_REFUSED,
          ERROR_MEANING_REVOKED,
          ERROR_MEANING_IDLE_EXPIRED,
          ERROR_MEANING_BUSY,
          ERROR_MEANING_CLIENT,
          ERROR_MEANING_EGRESS,
          ERROR_MEANING_RESTRICTED,
          ERROR_MEANING_THROTTLED,
          ERROR_MEANING_NOT_SPENT,
          ERROR_MEANING_UNCERTAIN ->
          ErrorMeaning.valueOf(word.name().substring(MEANING.length()));
    };
  }

  private static Dialect.@Nullable ScopeSeparator separator(ScopeSeparator word) {
    return switch (word) {
      case SCOPE_SEPARATOR_UNSPECIFIED -> null;
      case UNRECOGNIZED -> throw ProviderWords.unknown("scope_separator");
      case SCOPE_SEPARATOR_SPACE -> Dialect.ScopeSeparator.SPACE;
      case SCOPE_SEPARATOR_COMMA -> Dialect.ScopeSeparator.COMMA;
    };
  }

  private static Dialect.@Nullable BodyFormat format(RequestBodyFormat word) {
    return switch (word) {
      case REQUEST_BODY_FORMAT_UNSPECIFIED -> null;
      case UNRECOGNIZED -> throw ProviderWords.unknown("token_request.body");
      case REQUEST_BODY_FORMAT_FORM -> Dialect.BodyFormat.FORM;
      case REQUEST_BODY_FORMAT_JSON -> Dialect.BodyFormat.JSON;
    };
  }

  /** A complaint about an item says which it is. */
  private static <M, T> List<T> each(String list, List<M> written, Function<M, T> reader) {
    List<T> read = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      try {
        read.add(reader.apply(written.get(i)));
      } catch (InvalidFieldException e) {
        String field = list + "[" + i + "]" + e.field().substring(list.length());
        throw new InvalidFieldException(field, e.rule());
      }
    }
    return read;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
