package io.rotakeep.core.access;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.quota.Breach;
import io.rotakeep.core.rotation.RefreshFailure;

/** What a caller is told. */
public sealed interface AccessResult {
  record Granted(AccessToken token) implements AccessResult {}

  /** The caller may not read this connection, or may not know whether it exists. */
  record NotAllowed() implements AccessResult {}

  /** The caller asks more than its quota. */
  record Throttled(Breach breach) implements AccessResult {}

  record Failed(RefreshFailure failure) implements AccessResult {}
}
