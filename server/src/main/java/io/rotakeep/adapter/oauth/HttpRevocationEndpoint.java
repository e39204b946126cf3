package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Set;

/**
 * A revocation endpoint over HTTP. Only an answer that names the token counts against us: a fault
 * of the client or of the network leaves the token alive, and so worth another try.
 */
public final class HttpRevocationEndpoint implements RevocationEndpoint {
  /** Codes that the same request will meet again for ever (RFC 7009 §2.2.1, RFC 6749 §5.2). */
  private static final Set<String> FINAL =
      Set.of("unsupported_token_type", "invalid_request", "unsupported_grant_type");

  private static final String CLIENT = "invalid_client";

  private final OutboundHttp http;
  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();

  public HttpRevocationEndpoint(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
  }

  @Override
  public RevocationOutcome revoke(
      URI endpoint, ClientCredentials client, SecretBytes refreshToken) {
    if (!Outgoing.canProve(client.method())) {
      return new RevocationOutcome.Unconfirmed("this client authentication is not supported yet");
    }
    try (Outgoing outgoing =
        Outgoing.form(
            endpoint,
            client,
            form -> form.add("token", refreshToken).add("token_type_hint", "refresh_token"))) {
      return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT)) {
        case TokenObservation.NotSent(String cause) -> new RevocationOutcome.Unconfirmed(cause);
        case TokenObservation.Withheld held -> new RevocationOutcome.Unconfirmed(held.cause());
        case TokenObservation.Unanswered(String cause) -> new RevocationOutcome.Unconfirmed(cause);
        case Answered answered -> judge(answered, client.dialect());
      };
    }
  }

  private RevocationOutcome judge(Answered answered, Dialect dialect) {
    try (SecretBytes body = answered.body();
        TokenAnswer answer = reader.read(body, dialect)) {
      int status = answered.status();
      if (status == 401
          && answer instanceof TokenAnswer.Refused(String error, _)
          && error.equals(CLIENT)) {
        return new RevocationOutcome.ClientRefused(error);
      }
      boolean refused = status == 400 || (status >= 200 && status < 300);
      if (refused && answer instanceof TokenAnswer.Refused(String error, _)) {
        return refusal(error);
      }
      return status >= 200 && status < 300
          ? new RevocationOutcome.Gone()
          : new RevocationOutcome.Unconfirmed("status " + status);
    }
  }

  /** Salesforce calls a token it does not know invalid, where the RFC would have it say 200. */
  private static RevocationOutcome refusal(String error) {
    if (error.equals("invalid_token")) {
      return new RevocationOutcome.Gone();
    }
    if (error.equals(CLIENT)) {
      return new RevocationOutcome.ClientRefused(error);
    }
    return FINAL.contains(error)
        ? new RevocationOutcome.Refused(error)
        : new RevocationOutcome.Unconfirmed(error);
  }
}
