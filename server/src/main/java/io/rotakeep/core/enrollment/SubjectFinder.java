package io.rotakeep.core.enrollment;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.UserinfoEndpoint;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out whose tokens an answer brought: from the answer itself, else from userinfo. */
final class SubjectFinder {
  private static final int LONGEST = 255;

  private final UserinfoEndpoint userinfo;

  SubjectFinder(UserinfoEndpoint userinfo) {
    this.userinfo = userinfo;
  }

  /** Empty if nobody says. */
  String find(Provider provider, @Nullable String loginHost, TokenAnswer.Granted answer) {
    String named = answer.subject();
    if (named == null) {
      Map<String, String> members = answer.attributes();
      // Salesforce names org and user in a URL called id.
      named = members.getOrDefault("sub", members.get("id"));
    }
    if (named == null) {
      named = asked(provider, loginHost, answer.accessToken());
    }
    return named == null || named.length() > LONGEST ? "" : named;
  }

  private @Nullable String asked(
      Provider provider, @Nullable String loginHost, @Nullable SecretBytes accessToken) {
    URI endpoint = provider.endpoints().at(loginHost).userinfo();
    return endpoint == null || accessToken == null
        ? null
        : userinfo.subject(endpoint, accessToken).orElse(null);
  }
}
