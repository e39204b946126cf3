package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.UserinfoEndpoint;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A userinfo endpoint over HTTP; answers that are signed JWTs are not read. */
public final class HttpUserinfoEndpoint implements UserinfoEndpoint {
  private final OutboundHttp http;

  public HttpUserinfoEndpoint(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
  }

  @Override
  public Optional<String> subject(
      URI endpoint, SecretBytes accessToken, Dialect.Identity identity, ServerTrust trust) {
    try (Outgoing outgoing = Outgoing.get(endpoint, accessToken, trust)) {
      return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT)) {
        case TokenObservation.NotSent _,
            TokenObservation.Withheld _,
            TokenObservation.Unanswered _ ->
            Optional.empty();
        case Answered answered -> read(answered, identity.userinfo());
      };
    }
  }

  private static Optional<String> read(Answered answered, @Nullable String path) {
    try (SecretBytes body = answered.body()) {
      return answered.status() == 200 && answered.complete()
          ? Optional.ofNullable(body.<@Nullable String>read(json -> read(json, path)))
          : Optional.empty();
    }
  }

  private static @Nullable String read(byte[] json, @Nullable String path) {
    return path == null ? SubjectClaim.read(json) : MemberAtPath.read(json, path);
  }
}
