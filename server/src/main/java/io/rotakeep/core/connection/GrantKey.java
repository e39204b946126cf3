package io.rotakeep.core.connection;

import java.net.URI;

/** What providers punish as one when a refresh token shows up twice. */
public record GrantKey(URI issuer, String clientId, String subject) {}
