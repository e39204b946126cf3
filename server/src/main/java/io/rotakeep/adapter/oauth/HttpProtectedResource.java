package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;

/**
 * A protected resource over HTTP, such as a userinfo endpoint; of its answer only the status
 * counts.
 */
public final class HttpProtectedResource implements ProtectedResource {
  private final OutboundHttp http;

  public HttpProtectedResource(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
  }

  @Override
  public Reception show(URI endpoint, SecretBytes accessToken, ServerTrust trust) {
    try (Outgoing outgoing = Outgoing.get(endpoint, accessToken, trust)) {
      return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT)) {
        case TokenObservation.NotSent(String cause) -> new Reception.Unknown(cause);
        case TokenObservation.Withheld held -> new Reception.Unknown(held.cause());
        case TokenObservation.Unanswered(String cause) -> new Reception.Unknown(cause);
        case Answered answered -> read(answered);
      };
    }
  }

  private static Reception read(Answered answered) {
    answered.body().close();
    return switch (answered.status()) {
      case 200, 204 -> new Reception.Accepted();
      case 401 -> new Reception.Refused();
      default -> new Reception.Unknown("status " + answered.status());
    };
  }
}
