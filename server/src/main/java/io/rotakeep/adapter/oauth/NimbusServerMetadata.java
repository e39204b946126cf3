package io.rotakeep.adapter.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import io.rotakeep.adapter.oauth.MetadataFetch.Fetched;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.oauth.ServerMetadata;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.SafeAddress;
import io.rotakeep.core.provider.ServerTrust;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Fetches an issuer's metadata by our own client and has Nimbus read them. A document that is not
 * the issuer's own is refused as a whole (RFC 8414 §3.3).
 */
public final class NimbusServerMetadata implements ServerMetadata {
  private final MetadataFetch metadata;

  public NimbusServerMetadata(OutboundSettings settings) {
    this.metadata = new MetadataFetch(settings);
  }

  @Override
  public Discovery discover(URI issuer, ServerTrust trust) {
    return switch (metadata.fetch(issuer, trust)) {
      case Fetched.Missing(String why) -> new Discovery.NotUsable(why);
      case Fetched.Document(String json) -> read(issuer, json);
    };
  }

  private static Discovery read(URI issuer, String json) {
    try {
      return found(issuer, json);
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
    endpoints.checkOutbound();
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
