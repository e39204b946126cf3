package io.rotakeep.adapter.grpc;

import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.ErrorMeaning;
import java.util.List;

/** Provider files that say wrongly how a server speaks. */
final class DialectCases {
  private DialectCases() {}

  static void add(List<ApiCase> cases) {
    texts(cases);
    names(cases);
    numbers(cases);
  }

  private static void texts(List<ApiCase> cases) {
    for (String text : List.of("a\r\nX: y", "a\0", "\u202ea", "a".repeat(513))) {
      ProviderCases.apply(
          cases,
          Row.B40,
          "errors[0].code",
          text,
          p -> p.addErrorsBuilder().setMeans(ErrorMeaning.ERROR_MEANING_BUSY).setCode(text));
      ProviderCases.apply(
          cases,
          Row.B40,
          "errors[0].text",
          text,
          p ->
              p.addErrorsBuilder()
                  .setCode("a")
                  .setMeans(ErrorMeaning.ERROR_MEANING_BUSY)
                  .setText(text));
      ProviderCases.apply(
          cases,
          Row.B40,
          "token_request.headers[0].name",
          text,
          p -> p.getTokenRequestBuilder().addHeadersBuilder().setName(text).setValue("a"));
      ProviderCases.apply(
          cases,
          Row.B40,
          "token_request.headers[0].value",
          text,
          p -> p.getTokenRequestBuilder().addHeadersBuilder().setName("X-A").setValue(text));
      ProviderCases.apply(
          cases,
          Row.B40,
          "token_answer.error",
          text,
          p -> p.getTokenAnswerBuilder().setError(text));
      ProviderCases.apply(
          cases, Row.B40, "identity.answer", text, p -> p.getIdentityBuilder().setAnswer(text));
    }
  }

  private static void names(List<ApiCase> cases) {
    for (String name : List.of("Authorization", "host", "Content-Length", "Transfer-Encoding")) {
      ProviderCases.apply(
          cases,
          Row.B40,
          "token_request.headers[0].name",
          name,
          p -> p.getTokenRequestBuilder().addHeadersBuilder().setName(name).setValue("a"));
    }
  }

  private static void numbers(List<ApiCase> cases) {
    for (int status : List.of(-1, 0, 199, 600)) {
      ProviderCases.apply(
          cases,
          Row.B9,
          "errors[0].status",
          "" + status,
          p ->
              p.addErrorsBuilder()
                  .setCode("a")
                  .setMeans(ErrorMeaning.ERROR_MEANING_BUSY)
                  .setStatus(status));
    }
    ProviderCases.apply(
        cases,
        Row.B9,
        "errors[0].means",
        "99",
        p -> p.addErrorsBuilder().setCode("a").setMeansValue(99));
    ProviderCases.apply(cases, Row.B9, "scope_separator", "99", p -> p.setScopeSeparatorValue(99));
    ProviderCases.apply(
        cases,
        Row.B9,
        "token_request.body",
        "99",
        p -> p.getTokenRequestBuilder().setBodyValue(99));
  }
}
