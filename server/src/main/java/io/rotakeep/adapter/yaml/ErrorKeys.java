package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import java.util.List;

/** The keys below {@code errors}. */
final class ErrorKeys {
  private static final Key.Required<String> CODE =
      Key.required("code", Kind.TEXT, "invalid_grant", "The answer's error, in any case.")
          .mend("an error is recognized by its code");
  private static final Key.Omissible<Integer> STATUS =
      Key.omissible(
          "status",
          Kind.whole(200),
          "400",
          "The HTTP status. Default: every one from 200 to 499 but 401 and 429.");
  private static final Key.Omissible<String> SAYS =
      Key.omissible(
          "text",
          Kind.TEXT,
          "token request is already being processed",
          "What the description must contain, in any case. Default: anything.");
  private static final Key.Required<ErrorMeaning> MEANS =
      Key.required(
              "means",
              Kind.constant(ErrorMeaning.values()),
              "busy",
              "token_refused (why, the evidence tells), revoked, idle_expired, busy (another"
                  + " request with this token is under way), client (our registration is at fault),"
                  + " egress (our address is), restricted (a rule of the person's or organization's"
                  + " own forbids it now), throttled, not_spent, uncertain.")
          .mend("say what the server means by it");

  static final Key.Omissible<List<ErrorRule>> ERRORS =
      Key.omissible(
          "errors",
          Kind.listOf(Kind.mapping(Keys.of(CODE, STATUS, SAYS, MEANS), ErrorKeys::rule)),
          "[{code: invalid_grant, text: token request is already being processed, means: busy}]",
          "Errors that are the server's own, or that it uses in its own way, at most 200 with the"
              + " preset's. The first that matches counts; a provider file's are tried before its"
              + " preset's.");

  private ErrorKeys() {}

  private static ErrorRule rule(Section keys) {
    return new ErrorRule(
        keys.get(CODE),
        keys.find(STATUS).orElse(null),
        keys.find(SAYS).orElse(null),
        keys.get(MEANS));
  }
}
