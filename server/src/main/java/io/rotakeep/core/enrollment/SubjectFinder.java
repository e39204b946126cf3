package io.rotakeep.core.enrollment;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.UserinfoEndpoint;
import io.rotakeep.core.provider.Dialect;
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
    Map<String, String> members = answer.attributes();
    Dialect.Identity identity = provider.tokens().dialect().identity();
    String path = identity.answer();
    // Of two names for one person the siblings would not know each other: what a provider says goes
    // alone.
    String named = path == null ? usual(answer.subject(), members) : members.get(path);
    if (named == null) {
      named = asked(provider, loginHost, answer.accessToken());
    }
    return named == null || named.length() > LONGEST ? "" : named;
  }

  /** Salesforce names org and user in a URL called id. */
  private static @Nullable String usual(@Nullable String signed, Map<String, String> members) {
    return signed == null ? members.getOrDefault("sub", members.get("id")) : signed;
  }

  private @Nullable String asked(
      Provider provider, @Nullable String loginHost, @Nullable SecretBytes accessToken) {
    URI endpoint = provider.endpoints().at(loginHost).userinfo();
    return endpoint == null || accessToken == null
        ? null
        : userinfo
            .subject(
                endpoint,
                accessToken,
                provider.tokens().dialect().identity(),
                provider.endpoints().trust())
            .orElse(null);
  }
}
