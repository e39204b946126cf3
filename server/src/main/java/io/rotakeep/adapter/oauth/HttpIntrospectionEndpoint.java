package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An introspection endpoint over HTTP. */
public final class HttpIntrospectionEndpoint implements IntrospectionEndpoint {
  /** Year 9999: later than any token, and every clock can show it. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final OutboundHttp http;

  public HttpIntrospectionEndpoint(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
  }

  @Override
  public Introspection introspect(URI endpoint, ClientCredentials client, SecretBytes accessToken) {
    if (!Outgoing.canProve(client.method())) {
      return new Introspection.Unknown("this client authentication is not supported yet");
    }
    try (Outgoing outgoing =
        Outgoing.form(
            endpoint,
            client,
            form -> form.add("token", accessToken).add("token_type_hint", "access_token"))) {
      return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT)) {
        case TokenObservation.NotSent(String cause) -> new Introspection.Unknown(cause);
        case TokenObservation.Withheld held -> new Introspection.Unknown(held.cause());
        case TokenObservation.Unanswered(String cause) -> new Introspection.Unknown(cause);
        case Answered answered -> read(answered);
      };
    }
  }

  private static Introspection read(Answered answered) {
    try (SecretBytes body = answered.body()) {
      if (answered.status() != 200 || !answered.complete()) {
        return new Introspection.Unknown("status " + answered.status());
      }
      return body.read(HttpIntrospectionEndpoint::parse);
    }
  }

  private static Introspection parse(byte[] json) {
    Members members = new Members();
    try {
      StrictJson.walk(json, members);
      return members.verdict();
    } catch (UnreadableJsonException e) {
      return new Introspection.Unknown(e.why());
    }
  }

  private static final class Members implements StrictJson.Member {
    private @Nullable Boolean active;
    private @Nullable Long expires;
    private @Nullable String subject;

    @Override
    public void at(String name, JsonParser value) throws IOException {
      switch (name) {
        case "active" -> active = readActive(value);
        case "exp" -> expires = ExpiresIn.seconds(StrictJson.scalar(value));
        case "sub" -> subject = StrictJson.scalar(value);
        default -> {
          // RFC 7662 §2.2: everything else is optional, and nothing here needs it.
        }
      }
    }

    private Boolean readActive(JsonParser value) throws UnreadableJsonException {
      boolean isBoolean =
          value.currentToken() == JsonToken.VALUE_TRUE
              || value.currentToken() == JsonToken.VALUE_FALSE;
      if (active != null || !isBoolean) {
        throw new UnreadableJsonException("active is no single boolean");
      }
      return value.currentToken() == JsonToken.VALUE_TRUE;
    }

    Introspection verdict() {
      if (active == null) {
        return new Introspection.Unknown("the answer does not say active");
      }
      if (!active) {
        return new Introspection.Dead();
      }
      return new Introspection.Live(
          instant(expires), SubjectClaim.isSubject(subject) ? subject : null);
    }

    private static @Nullable Instant instant(@Nullable Long second) {
      return second == null || second <= 0 || second > LAST_SECOND
          ? null
          : Instant.ofEpochSecond(second);
    }
  }
}
