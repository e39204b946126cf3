package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;

/** Error answers as RFC 6749 §5.2 writes them. */
final class OAuthError {
  private OAuthError() {}

  static HttpAnswer badRequest(String error, String description) {
    return answer(400, error, description);
  }

  static HttpAnswer answer(int status, String error, String description) {
    return HttpAnswer.json(
        status, new Json().put("error", error).put("error_description", description).text());
  }
}
