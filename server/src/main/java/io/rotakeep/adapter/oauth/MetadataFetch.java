package io.rotakeep.adapter.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.probe.Publication;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Fetches an issuer's metadata document from its well-known places; whose it is, others judge. */
final class MetadataFetch {
  private static final int BODY_LIMIT = 256 * 1024;

  private final OutboundHttp http;

  /** Two places may have to be asked, so each gets half of the time. */
  MetadataFetch(OutboundSettings settings) {
    this.http = new OutboundHttp(settings.within(settings.exchange().dividedBy(2)));
  }

  /** What was found there. */
  sealed interface Fetched {
    record Document(String json) implements Fetched {}

    record Missing(String why) implements Fetched {}
  }

  Fetched fetch(URI issuer, ServerTrust trust) {
    String missing = "";
    for (URI place : WellKnown.placesOf(issuer)) {
      try (Outgoing outgoing = Outgoing.get(place, trust)) {
        switch (http.send(outgoing, BODY_LIMIT)) {
          case TokenObservation.NotSent(String cause) -> missing = cause;
          case TokenObservation.Withheld held -> missing = held.cause();
          case TokenObservation.Unanswered(String cause) -> missing = cause;
          case Answered answered -> {
            return new Fetched.Document(json(answered));
          }
        }
      } catch (UnreadableJsonException e) {
        missing = e.why();
      }
    }
    return new Fetched.Missing("no metadata at the issuer's well-known places: " + missing);
  }

  /** The document as it stands. */
  static Publication.Document publication(String json) throws ParseException {
    AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(json);
    List<CodeChallengeMethod> methods = metadata.getCodeChallengeMethods();
    return new Publication.Document(
        metadata.getIssuer().getValue(),
        metadata.getAuthorizationEndpointURI(),
        metadata.getTokenEndpointURI(),
        metadata.getRevocationEndpointURI(),
        metadata.getIntrospectionEndpointURI(),
        metadata.getCustomURIParameter("userinfo_endpoint"),
        methods == null
            ? null
            : methods.stream().map(CodeChallengeMethod::getValue).collect(Collectors.toSet()));
  }

  /**
   * @throws UnreadableJsonException if this place has no document, so that the next one is asked
   */
  private static String json(Answered answered) throws UnreadableJsonException {
    try (SecretBytes body = answered.body()) {
      if (answered.status() != 200) {
        throw new UnreadableJsonException("status " + answered.status());
      }
      if (!answered.complete()) {
        throw new UnreadableJsonException("the document broke off or is larger than 256 KiB");
      }
      byte[] json = body.toByteArray();
      DistinctMembers.check(json);
      return new String(json, StandardCharsets.UTF_8);
    }
  }
}
