package io.rotakeep.core.backup;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.crypto.Fingerprint;

/**
 * One refresh token that was ever adopted, by its fingerprint: the journal forgets those that were
 * followed by others, so a backup must have them.
 *
 * @param imported see {@link io.rotakeep.core.connection.LineageStore.Ancestor}
 */
public record Ancestor(
    Fingerprint fingerprint, ConnectionId connection, Generation generation, boolean imported) {}
