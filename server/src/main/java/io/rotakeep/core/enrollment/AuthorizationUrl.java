package io.rotakeep.core.enrollment;

import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The address that a person's browser is sent to (RFC 6749 §4.1.1, RFC 7636 §4.3). */
final class AuthorizationUrl {
  private AuthorizationUrl() {}

  static URI of(Provider provider, Wish wish, String state, String challenge) {
    URI endpoint = provider.endpoints().at(wish.loginHost()).authorization();
    StringBuilder url = new StringBuilder(endpoint.toString());
    url.append(endpoint.getRawQuery() == null ? '?' : '&');
    url.append("response_type=code");
    add(url, "client_id", provider.client().id());
    add(url, "redirect_uri", provider.authorization().redirectUri().toString());
    if (!wish.scopes().isEmpty()) {
      add(url, "scope", String.join(" ", wish.scopes()));
    }
    add(url, "state", state);
    add(url, "code_challenge", challenge);
    add(url, "code_challenge_method", Pkce.METHOD);
    String loginHint = wish.loginHint();
    if (loginHint != null) {
      add(url, "login_hint", loginHint);
    }
    return URI.create(url.toString());
  }

  private static void add(StringBuilder url, String name, String value) {
    url.append('&').append(name).append('=');
    // Some servers read a plus in a query as a plus; %20 means a space everywhere.
    url.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }
}
