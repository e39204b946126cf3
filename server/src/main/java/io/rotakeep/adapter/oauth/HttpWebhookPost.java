package io.rotakeep.adapter.oauth;

import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.WebhookPost;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.RequestHeader;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Webhooks by the same client, and the same proxy, as all that leaves. */
public final class HttpWebhookPost implements WebhookPost {
  private static final int BODY_LIMIT = 4096;

  private final OutboundHttp http;

  public HttpWebhookPost(OutboundSettings settings) {
    this.http = new OutboundHttp(settings.toPlacesOfOurs());
  }

  @Override
  public Delivery post(URI address, Map<String, String> headers, byte[] json) {
    List<RequestHeader> more =
        headers.entrySet().stream()
            .map(header -> new RequestHeader(header.getKey(), header.getValue()))
            .toList();
    Outgoing.Body body = new Outgoing.Body(SecretBytes.copyOf(json), "application/json");
    try (Outgoing outgoing = new Outgoing(address, "*/*", body, null, more, ServerTrust.USUAL)) {
      return switch (http.send(outgoing, BODY_LIMIT)) {
        case TokenObservation.NotSent(String cause) -> new Delivery.Failed(cause);
        case TokenObservation.Withheld held -> new Delivery.Failed(held.cause());
        case TokenObservation.Unanswered(String cause) -> new Delivery.Failed(cause);
        case TokenObservation.Answered answered -> read(answered);
      };
    }
  }

  private static Delivery read(TokenObservation.Answered answered) {
    answered.body().close();
    int status = answered.status();
    if (status >= 200 && status < 300) {
      return new Delivery.Delivered();
    }
    return new Delivery.Failed(
        status >= 300 && status < 400
            ? "status " + status + "; redirects are not followed"
            : "status " + status);
  }
}
