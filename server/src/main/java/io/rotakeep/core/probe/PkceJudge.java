package io.rotakeep.core.probe;

/**
 * What a server's replies to three authorization requests say about PKCE there; pure. Only a
 * difference proves something: who shows everybody a page to sign in at may look at the challenge
 * afterwards, or never.
 */
final class PkceJudge {
  private static final String REQUEST = "authorization_request";
  private static final String ENFORCED = "pkce_enforced";
  private static final String PLAIN = "pkce_plain_refused";

  private PkceJudge() {}

  static Finding request(AuthorizationReply complete) {
    return switch (complete) {
      case AuthorizationReply.Refused(String how) ->
          Finding.failed(
              REQUEST,
              "our complete request is refused: " + how,
              "compare client.id, redirect_uri and scopes with the registration at the server");
      case AuthorizationReply.Issued _, AuthorizationReply.Interaction _ ->
          Finding.passed(REQUEST, "our complete request, with its S256 challenge, is not refused");
      case AuthorizationReply.Unclear(String why) -> Finding.unknown(REQUEST, why, "");
    };
  }

  static Finding enforced(AuthorizationReply complete, AuthorizationReply bare) {
    return compared(
        ENFORCED,
        complete,
        bare,
        "without a challenge",
        "require PKCE in the registration at the server, for this client");
  }

  static Finding plainRefused(AuthorizationReply complete, AuthorizationReply plain) {
    return compared(
        PLAIN,
        complete,
        plain,
        "with the challenge method plain",
        "allow S256 only in the registration at the server");
  }

  private static Finding compared(
      String check,
      AuthorizationReply complete,
      AuthorizationReply lesser,
      String how,
      String mend) {
    if (lesser instanceof AuthorizationReply.Issued) {
      return Finding.failed(check, "a code was issued " + how, mend);
    }
    if (lesser instanceof AuthorizationReply.Unclear(String why)) {
      return Finding.unknown(check, how + ": " + why, "");
    }
    return switch (complete) {
      case AuthorizationReply.Refused _, AuthorizationReply.Unclear _ ->
          Finding.unknown(
              check, "nothing to compare with: even the complete request was not taken", "");
      case AuthorizationReply.Issued _, AuthorizationReply.Interaction _ ->
          lesser instanceof AuthorizationReply.Refused(String code)
              ? Finding.passed(check, "a request " + how + " is refused: " + code)
              : Finding.unknown(
                  check,
                  "a request "
                      + how
                      + " gets the same page to sign in at; the server may refuse it only after"
                      + " that, or not at all",
                  mend + ", or try such a request in a browser as a user");
    };
  }
}
