package io.rotakeep.adapter.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.oauth.ServerMetadata;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.SafeAddress;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Fetches an issuer's metadata by our own client and has Nimbus read them. A document that is not
 * the issuer's own is refused as a whole (RFC 8414 §3.3).
 */
public final class NimbusServerMetadata implements ServerMetadata {
  private static final int BODY_LIMIT = 256 * 1024;

  private final OutboundHttp http;

  /** Two places may have to be asked, so each gets half of the time. */
  public NimbusServerMetadata(OutboundSettings settings) {
    Duration half = settings.exchange().dividedBy(2);
    this.http =
        new OutboundHttp(
            new OutboundSettings(half, settings.connect(), settings.tls(), settings.addresses()));
  }

  @Override
  public Discovery discover(URI issuer) {
    String missing = "";
    for (URI place : WellKnown.placesOf(issuer)) {
      try (Outgoing outgoing = Outgoing.get(place)) {
        switch (http.send(outgoing, BODY_LIMIT)) {
          case TokenObservation.NotSent(String cause) -> missing = cause;
          case TokenObservation.Unanswered(String cause) -> missing = cause;
          case Answered answered -> {
            return read(issuer, answered);
          }
        }
      } catch (UnreadableJsonException e) {
        missing = e.why();
      }
    }
    return new Discovery.NotUsable("no metadata at the issuer's well-known places: " + missing);
  }

  /**
   * @throws UnreadableJsonException if this place has no document, so that the next one is asked
   */
  private static Discovery read(URI issuer, Answered answered) throws UnreadableJsonException {
    try (SecretBytes body = answered.body()) {
      if (answered.status() != 200) {
        throw new UnreadableJsonException("status " + answered.status());
      }
      if (!answered.complete()) {
        throw new UnreadableJsonException("the document broke off or is larger than 256 KiB");
      }
      byte[] json = body.toByteArray();
      DistinctMembers.check(json);
      return found(issuer, new String(json, StandardCharsets.UTF_8));
    } catch (InvalidFieldException e) {
      return new Discovery.NotUsable("the metadata's " + e.field() + " " + e.rule());
    } catch (ParseException _) {
      return new Discovery.NotUsable("the metadata are not those of an authorization server");
    }
  }

  static Discovery found(URI issuer, String json) throws ParseException {
    AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(json);
    if (!metadata.getIssuer().getValue().equals(issuer.toString())) {
      return new Discovery.NotUsable(
          "the metadata's issuer must be the configured one, character for character");
    }
    URI authorization = metadata.getAuthorizationEndpointURI();
    URI token = metadata.getTokenEndpointURI();
    if (authorization == null || token == null) {
      return new Discovery.NotUsable(
          "the metadata must name authorization_endpoint and token_endpoint");
    }
    Endpoints endpoints =
        new Endpoints(
            authorization,
            token,
            metadata.getRevocationEndpointURI(),
            metadata.getIntrospectionEndpointURI(),
            metadata.getCustomURIParameter("userinfo_endpoint"),
            true);
    if (!SafeAddress.isLoopback(issuer) && leadsHome(endpoints)) {
      return new Discovery.NotUsable("the metadata name a loopback address of this machine");
    }
    List<CodeChallengeMethod> methods = metadata.getCodeChallengeMethods();
    return new Discovery.Found(
        endpoints,
        metadata.supportsAuthorizationResponseIssuerParam(),
        methods == null || methods.contains(CodeChallengeMethod.S256));
  }

  /** An operator may name loopback addresses; a server elsewhere has no business with ours. */
  private static boolean leadsHome(Endpoints endpoints) {
    return Stream.of(
            endpoints.authorization(),
            endpoints.token(),
            endpoints.revocation(),
            endpoints.introspection(),
            endpoints.userinfo())
        .filter(Objects::nonNull)
        .anyMatch(SafeAddress::isLoopback);
  }
}
