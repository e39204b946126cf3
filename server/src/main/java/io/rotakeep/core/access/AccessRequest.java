package io.rotakeep.core.access;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One question for an access token.
 *
 * @param minValidity how long the token must live at the least; half its life counts at the most
 * @param rejected the handle of a token that an API refused; null if none was
 * @param patience how long the caller will wait
 * @param requestId for the audit; may be empty
 */
public record AccessRequest(
    Caller caller,
    ConnectionId connection,
    Duration minValidity,
    @Nullable String rejected,
    Duration patience,
    String requestId) {}
