package io.rotakeep.core.access;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections to follow.
 *
 * @param connections these; empty to follow all that match
 * @param provider must match if not null
 * @param labels must all match
 * @param cursor of an earlier watch for the same; empty for none
 */
public record WatchRequest(
    Caller caller,
    Set<ConnectionId> connections,
    @Nullable ProviderName provider,
    Map<String, String> labels,
    String cursor) {}
