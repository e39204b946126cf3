package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.Form;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** The token endpoint: codes with their verifier, and refresh tokens under the rotation rule. */
final class TokenEndpoint implements Answering {
  private final ClientAuthenticator authenticator;
  private final AuthorizationCodes codes;
  private final TokenStore tokens;
  private final TokenAnswers answers;

  TokenEndpoint(
      ClientAuthenticator authenticator,
      AuthorizationCodes codes,
      TokenStore tokens,
      TokenAnswers answers) {
    this.authenticator = authenticator;
    this.codes = codes;
    this.tokens = tokens;
    this.answers = answers;
  }

  @Override
  public HttpAnswer answer(HttpRequest request) {
    if (!request.method().equals("POST")) {
      return OAuthError.answer(405, "invalid_request", "the token endpoint takes POST only");
    }
    return switch (authenticator.check(request)) {
      case ClientAuthenticator.Check.Refused(HttpAnswer refusal) -> refusal;
      case ClientAuthenticator.Check.Known(RegisteredClient client) ->
          answer(request.form(), client);
    };
  }

  private HttpAnswer answer(Form form, RegisteredClient client) {
    return switch (form.first("grant_type").orElse("")) {
      case "authorization_code" -> exchange(form, client);
      case "refresh_token" -> refresh(form, client);
      default -> OAuthError.badRequest("unsupported_grant_type", "grant type not supported");
    };
  }

  private HttpAnswer exchange(Form form, RegisteredClient client) {
    return switch (codes.redeem(form.first("code").orElse(""))) {
      case AuthorizationCodes.Redemption.Unknown() -> answers.refused("expired authorization code");
      case AuthorizationCodes.Redemption.Again(var terms) -> {
        tokens.revokeChain(terms.chain());
        yield answers.refused("the authorization code was used before");
      }
      case AuthorizationCodes.Redemption.First(var terms) ->
          matches(form, client, terms)
              ? tokens
                  .open(terms.chain())
                  .map(pair -> answers.granted(pair, client))
                  .orElseGet(() -> answers.refused("the authorization was revoked"))
              : answers.refused("code_verifier, redirect_uri or client does not match");
    };
  }

  private static boolean matches(
      Form form, RegisteredClient client, AuthorizationCodes.Terms terms) {
    return terms.chain().clientId.equals(client.id())
        && form.first("redirect_uri").equals(Optional.of(terms.redirectUri()))
        && (terms.challenge().isEmpty() || isProved(form, terms));
  }

  private static boolean isProved(Form form, AuthorizationCodes.Terms terms) {
    return form.first("code_verifier")
        .filter(verifier -> verifier.matches("[A-Za-z0-9._~-]{43,128}"))
        .map(TokenEndpoint::challengeOf)
        .equals(Optional.of(terms.challenge()));
  }

  private HttpAnswer refresh(Form form, RegisteredClient client) {
    Optional<String> token = form.first("refresh_token");
    if (token.isEmpty()) {
      return OAuthError.badRequest("invalid_request", "refresh_token is missing");
    }
    return switch (tokens.refresh(token.get(), client.id())) {
      case RefreshResult.Granted(TokenPair pair) -> answers.granted(pair, client);
      case RefreshResult.Refused() -> answers.deadToken("expired access/refresh token");
    };
  }

  /** The S256 transformation of RFC 7636 §4.2. */
  static String challengeOf(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
