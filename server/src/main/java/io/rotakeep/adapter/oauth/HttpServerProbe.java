package io.rotakeep.adapter.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import io.rotakeep.adapter.oauth.MetadataFetch.Fetched;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.probe.Publication;
import io.rotakeep.core.probe.ServerProbe;
import io.rotakeep.core.probe.Sighting;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at servers over HTTP by the same guarded exchanges as everything else here. */
public final class HttpServerProbe implements ServerProbe {
  private final OutboundHttp http;
  private final MetadataFetch metadata;
  private final JsonTokenAnswerReader reader = new JsonTokenAnswerReader();

  public HttpServerProbe(OutboundSettings settings) {
    this.http = new OutboundHttp(settings);
    this.metadata = new MetadataFetch(settings);
  }

  @Override
  public Sighting page(URI address, ServerTrust trust) {
    try (Outgoing outgoing = Outgoing.page(address, trust)) {
      return look(outgoing);
    }
  }

  @Override
  public Sighting ask(URI address, ClientCredentials client, Map<String, String> parameters) {
    if (!Outgoing.canProve(client.method())) {
      return new Sighting.Unseen(
          client.method().name().toLowerCase(Locale.ROOT) + " is not supported yet", false);
    }
    try (Outgoing outgoing =
        Outgoing.asked(address, client, body -> parameters.forEach(body::add))) {
      return look(outgoing);
    }
  }

  @Override
  public Publication published(URI issuer, ServerTrust trust) {
    return switch (metadata.fetch(issuer, trust)) {
      case Fetched.Missing(String why) -> new Publication.Nothing(why);
      case Fetched.Document(String json) -> read(json);
    };
  }

  private Sighting look(Outgoing outgoing) {
    AnswerHead head = new AnswerHead(outgoing.uri());
    return switch (http.send(outgoing, HttpTokenEndpoint.BODY_LIMIT, head::read)) {
      case TokenObservation.NotSent(String cause) -> unseen(cause);
      case TokenObservation.Withheld held -> Sighting.Unseen.from(held.address(), held.cause());
      case TokenObservation.Unanswered(String cause) -> unseen(cause);
      case Answered answered -> seen(answered, head);
    };
  }

  private static Sighting unseen(String cause) {
    return new Sighting.Unseen(cause, FailureWords.isTls(cause));
  }

  private Sighting seen(Answered answered, AnswerHead head) {
    try (SecretBytes body = answered.body()) {
      Sighting.Line line = head.line();
      return line == null
          ? new Sighting.Unseen("the answer is no HTTP we accept", false)
          : new Sighting.Seen(
              answered.status(), errorCode(body), head.location(), head.date(), line);
    }
  }

  private @Nullable String errorCode(SecretBytes body) {
    try (TokenAnswer answer = reader.read(body)) {
      return answer instanceof TokenAnswer.Refused refused ? refused.error() : null;
    }
  }

  private static Publication read(String json) {
    try {
      return MetadataFetch.publication(json);
    } catch (ParseException _) {
      return new Publication.Nothing("the metadata are not those of an authorization server");
    }
  }
}
