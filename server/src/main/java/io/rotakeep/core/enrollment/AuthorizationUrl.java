package io.rotakeep.core.enrollment;

import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.oauth.QueryUrl;
import io.rotakeep.core.provider.Provider;
import java.net.URI;

/** The address that a person's browser is sent to (RFC 6749 §4.1.1, RFC 7636 §4.3). */
final class AuthorizationUrl {
  private AuthorizationUrl() {}

  static URI of(Provider provider, Wish wish, String state, String challenge) {
    QueryUrl url =
        new QueryUrl(provider.endpoints().at(wish.loginHost()).authorization())
            .with("response_type", "code")
            .with("client_id", provider.client().id())
            .with("redirect_uri", provider.authorization().redirectUri().toString());
    if (!wish.scopes().isEmpty()) {
      url.with("scope", provider.tokens().dialect().scopeSeparator().join(wish.scopes()));
    }
    url.with("state", state)
        .with("code_challenge", challenge)
        .with("code_challenge_method", Pkce.METHOD);
    String loginHint = wish.loginHint();
    if (loginHint != null) {
      url.with("login_hint", loginHint);
    }
    return url.toUri();
  }
}
