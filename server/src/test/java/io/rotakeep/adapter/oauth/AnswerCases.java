package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bodies of token answers that cannot be believed, wholly or in part. */
final class AnswerCases {
  private static final String UNREADABLE = "kept as unreadable, the attempt stays in doubt";
  private static final String REFUSED = "a refusal, its code made printable and cut to 64";
  private static final String TOKENS = "{\"access_token\": \"at\", \"refresh_token\": \"rt\"";

  private AnswerCases() {}

  static List<BadInput> all() {
    List<BadInput> cases = new ArrayList<>();
    tokens(cases);
    documents(cases);
    encodings(cases);
    refusals(cases);
    return cases;
  }

  private static void tokens(List<BadInput> cases) {
    for (String value :
        List.of(
            "7",
            "null",
            "true",
            "[\"a\"]",
            "{\"a\": 1}",
            "\"\"",
            "\"a\\nb\"",
            "\"a\\r\\nb\"",
            "\"a\\u0000b\"",
            "\"\u00e9\"",
            "\"\\ud800\"",
            "\"" + "t".repeat(16_385) + "\"")) {
      unreadable(cases, "an access token " + shown(value), "{\"access_token\": " + value + "}");
      unreadable(
          cases,
          "a refresh token " + shown(value),
          "{\"access_token\": \"at\", \"refresh_token\": " + value + "}");
    }
  }

  private static void documents(List<BadInput> cases) {
    unreadable(cases, "two refresh tokens", TOKENS + ", \"refresh_token\": \"other\"}");
    unreadable(cases, "two under one escaped name", TOKENS + ", \"refresh\\u005ftoken\": \"o\"}");
    unreadable(cases, "nesting of 10,000", TOKENS + ", \"a\": " + "[".repeat(10_000));
    unreadable(cases, "NaN", TOKENS + ", \"expires_in\": NaN}");
    unreadable(cases, "more behind the end", TOKENS + "} {}");
    unreadable(cases, "a body cut short", TOKENS);
    unreadable(cases, "a comma too many", TOKENS + ",}");
    unreadable(cases, "a comment", TOKENS + "/* */}");
    unreadable(cases, "single quotes", "{'access_token': 'at'}");
    unreadable(cases, "a page for people", "<html>oops</html>");
    unreadable(cases, "a list", "[" + TOKENS + "}]");
    unreadable(cases, "nothing", "");
  }

  private static void encodings(List<BadInput> cases) {
    cases.add(unreadable("a byte order mark", "\ufeff{}".getBytes(StandardCharsets.UTF_8)));
    cases.add(unreadable("UTF-16", (TOKENS + "}").getBytes(StandardCharsets.UTF_16)));
    cases.add(unreadable("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0}));
    cases.add(
        unreadable(
            "not UTF-8", (TOKENS + ", \"a\": \"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1)));
    cases.add(
        new BadInput(
            Row.B36,
            "a token with a blank, which RFC 6749 permits",
            "granted",
            () -> outcome("{\"access_token\": \"a b\"}".getBytes(StandardCharsets.UTF_8))));
  }

  private static void refusals(List<BadInput> cases) {
    for (String code :
        List.of(
            "e".repeat(500),
            "a\\nb",
            "\\u001b[31m",
            "%n%s%x",
            "{}",
            "${jndi:ldap://127.0.0.1/x}",
            "\\u202eevil",
            "<script>",
            "unheard_of")) {
      cases.add(
          new BadInput(
              Row.B37,
              "error \"" + shown(code) + "\"",
              REFUSED,
              () -> refusal("{\"error\": \"" + code + "\"}")));
    }
  }

  private static String shown(String text) {
    return text.length() > 30 ? "of " + text.length() : text;
  }

  private static void unreadable(List<BadInput> cases, String title, String body) {
    cases.add(unreadable(title, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static BadInput unreadable(String title, byte[] body) {
    return new BadInput(Row.B36, title, UNREADABLE, () -> outcome(body));
  }

  private static String outcome(byte[] bytes) {
    try (SecretBytes body = SecretBytes.copyOf(bytes);
        TokenAnswer answer = new JsonTokenAnswerReader().read(body)) {
      return switch (answer) {
        case TokenAnswer.Unreadable(String why, var _) -> plain(why) ? UNREADABLE : why;
        case TokenAnswer.Granted _ -> "granted";
        case TokenAnswer.Refused(String code, var _) -> "refused: " + code;
      };
    }
  }

  private static String refusal(String json) {
    try (SecretBytes body = SecretBytes.owning(json.getBytes(StandardCharsets.UTF_8));
        TokenAnswer answer = new JsonTokenAnswerReader().read(body)) {
      boolean harmless =
          answer instanceof TokenAnswer.Refused(String code, var _)
              && code.length() <= 64
              && plain(code);
      return harmless ? REFUSED : answer.toString();
    }
  }

  private static boolean plain(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }
}
