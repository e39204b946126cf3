package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.AccessToken;

/** What a flight landed with, the same for all who waited for it. */
public sealed interface RotationOutcome {
  record Fresh(AccessToken token) implements RotationOutcome {}

  record Failed(RefreshFailure failure) implements RotationOutcome {}
}
