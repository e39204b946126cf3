package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.UserinfoEndpoint;
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
  public Optional<String> subject(URI endpoint, SecretBytes accessToken) {
    try (Outgoing outgoing = Outgoing.get(endpoint, accessToken)) {
      return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT)) {
        case TokenObservation.NotSent _, TokenObservation.Unanswered _ -> Optional.empty();
        case Answered answered -> read(answered);
      };
    }
  }

  private static Optional<String> read(Answered answered) {
    try (SecretBytes body = answered.body()) {
      return answered.status() == 200 && answered.complete()
          ? Optional.ofNullable(body.<@Nullable String>read(SubjectClaim::read))
          : Optional.empty();
    }
  }
}
