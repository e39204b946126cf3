package io.rotakeep.daemon;

import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.oauth.ProtectedResource;
import io.rotakeep.core.oauth.RevocationEndpoint;
import io.rotakeep.core.oauth.ServerMetadata;
import io.rotakeep.core.oauth.TokenAnswerReader;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.UserinfoEndpoint;
import java.util.function.UnaryOperator;

/** How the core reaches authorization servers. */
record WaysOut(
    TokenEndpoint token,
    TokenAnswerReader answers,
    RevocationEndpoint revocation,
    IntrospectionEndpoint introspection,
    UserinfoEndpoint userinfo,
    ProtectedResource resource,
    ServerMetadata metadata) {
  WaysOut with(UnaryOperator<TokenEndpoint> way) {
    return new WaysOut(
        way.apply(token), answers, revocation, introspection, userinfo, resource, metadata);
  }
}
