package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.RequestHeader;
import java.util.List;

/** The keys that say how a server speaks where it does not speak as RFC 6749 has it. */
final class DialectKeys {
  static final Key.Omissible<Dialect.ScopeSeparator> SCOPE_SEPARATOR =
      Key.omissible(
          "scope_separator",
          Kind.constant(Dialect.ScopeSeparator.values()),
          "comma",
          "What stands between scopes, asked for and granted. Default: space.");

  static final Key.Omissible<Dialect.BodyFormat> BODY =
      Key.omissible(
          "body",
          Kind.constant(Dialect.BodyFormat.values()),
          "json",
          "How the parameters are written: form, or one JSON object of strings. Default: form.");
  private static final Key.Required<String> HEADER_NAME =
      Key.required("name", Kind.TEXT, "Notion-Version", "The header's name.")
          .mend("a header has a name and a value");
  private static final Key.Required<String> HEADER_VALUE =
      Key.required(
              "value",
              Kind.TEXT,
              "\"2026-03-11\"",
              "Printable ASCII. Shown to who may read the provider, so no secret belongs here.")
          .mend("a header has a name and a value");
  static final Key.Omissible<List<RequestHeader>> HEADERS =
      Key.omissible(
          "headers",
          Kind.listOf(
              Kind.mapping(
                  Keys.of(HEADER_NAME, HEADER_VALUE),
                  keys -> new RequestHeader(keys.get(HEADER_NAME), keys.get(HEADER_VALUE)))),
          "[{name: Notion-Version, value: \"2026-03-11\"}]",
          "Headers to send with every token request beside Accept: application/json, at most 16.");
  static final Key.Omissible<Section> TOKEN_REQUEST =
      Key.omissible(
          "token_request",
          Kind.section(Keys.of(BODY, HEADERS)),
          "{body: json}",
          "How the token endpoint wants to be asked.");

  static final Key.Omissible<String> ERROR =
      Key.omissible(
          "error",
          Kind.TEXT,
          "status",
          "Member that holds the code of an error where the answer has no error and no tokens.");
  static final Key.Omissible<String> DESCRIPTION =
      Key.omissible(
          "description",
          Kind.TEXT,
          "message",
          "Member that holds an error's text where the answer has no error_description.");
  static final Key.Omissible<List<String>> BEARER_TYPES =
      Key.omissible(
          "bearer_types",
          Kind.listOf(Kind.TEXT),
          "[bot, user]",
          "Token types that mean Bearer here, at most 16. Default: Bearer only.");
  static final Key.Omissible<String> TOKENS =
      Key.omissible(
          "tokens",
          Kind.TEXT,
          "authed_user",
          "Member in which the tokens stand, of an answer that has it. Default: at the top.");
  static final Key.Omissible<Section> TOKEN_ANSWER =
      Key.omissible(
          "token_answer",
          Kind.section(Keys.of(ERROR, DESCRIPTION, BEARER_TYPES, TOKENS)),
          "{error: status, description: message}",
          "Where the token endpoint's answers have what RFC 6749 has elsewhere.");

  static final Key.Omissible<String> ANSWER =
      Key.omissible(
          "answer",
          Kind.TEXT,
          "team.id",
          "Path in a token answer, with dots between names. Default: sub of an ID token, else sub,"
              + " else id.");
  static final Key.Omissible<String> USERINFO =
      Key.omissible(
          "userinfo",
          Kind.TEXT,
          "account_id",
          "Path in an answer of endpoints.userinfo, asked where the token answer does not say."
              + " Default: sub.");
  static final Key.Omissible<Section> IDENTITY =
      Key.omissible(
          "identity",
          Kind.section(Keys.of(ANSWER, USERINFO)),
          "{answer: team.id}",
          "Where the server says whose tokens these are.");

  private DialectKeys() {}
}
