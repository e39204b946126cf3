package io.rotakeep.core.caller;

import io.rotakeep.core.caller.CallerId.OidcSubject;
import io.rotakeep.core.caller.CallerId.ServiceAccount;

/** How policies name callers who come with a token, or many of them at once. */
final class TokenHolders {
  private TokenHolders() {}

  static boolean areMeantBy(String text) {
    return text.startsWith(OidcSubject.KIND) || text.startsWith(ServiceAccount.KIND);
  }

  /**
   * @throws IllegalArgumentException if nobody could ever match
   */
  static void require(PathPattern pattern) {
    switch (pattern) {
      case PathPattern.Exactly(String name) -> requireName(name);
      case PathPattern.Below(String prefix, boolean anyDepth) ->
          requirePrefix(prefix.substring(0, prefix.length() - 1), anyDepth);
      case PathPattern.Everything() -> throw new IllegalArgumentException("it has no kind");
    }
  }

  private static void requireName(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("write oidc:issuer/subject or k8s:namespace/name");
    }
    String rest = text.substring(slash + 1);
    if (text.startsWith(OidcSubject.KIND)) {
      new OidcSubject(text.substring(OidcSubject.KIND.length(), slash), rest);
    } else {
      new ServiceAccount(text.substring(ServiceAccount.KIND.length(), slash), rest);
    }
  }

  /** All of an issuer, or of a path in its subjects; all of a namespace. */
  private static void requirePrefix(String prefix, boolean anyDepth) {
    if (prefix.startsWith(ServiceAccount.KIND)) {
      if (anyDepth) {
        throw new IllegalArgumentException("an account's name has no slash: write k8s:namespace/*");
      }
      ServiceAccount.requireNamespace(prefix.substring(ServiceAccount.KIND.length()));
    } else if (prefix.indexOf('/') < 0) {
      OidcSubject.requireIssuer(prefix.substring(OidcSubject.KIND.length()));
    } else {
      requireName(prefix);
    }
  }
}
