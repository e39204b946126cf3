package io.rotakeep.core.rotation;

/**
 * What a flight lands with.
 *
 * @param asked whether the token endpoint was asked, or something earlier stood in the way
 */
record Landing(RotationOutcome outcome, boolean asked) {
  static Landing unasked(RotationOutcome outcome) {
    return new Landing(outcome, false);
  }

  static Landing refused(RefreshFailure failure) {
    return unasked(new RotationOutcome.Failed(failure));
  }
}
