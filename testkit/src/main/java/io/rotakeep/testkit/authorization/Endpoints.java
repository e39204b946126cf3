package io.rotakeep.testkit.authorization;

import java.net.URI;

/** Where an authorization server answers which question. */
public record Endpoints(
    URI authorization, URI token, URI revocation, URI introspection, URI userinfo) {}
