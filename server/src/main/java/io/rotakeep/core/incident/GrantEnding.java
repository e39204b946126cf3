package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;

/** Tells a provider to end a grant whose tokens may be in other hands. */
public interface GrantEnding {
  /**
   * Presents the newest refresh token for revocation, once; blocks.
   *
   * @return whether the provider confirmed it, or there is nothing to confirm
   */
  boolean end(ConnectionId id);
}
