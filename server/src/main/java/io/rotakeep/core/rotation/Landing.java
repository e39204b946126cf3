package io.rotakeep.core.rotation;

/**
 * What a flight lands with.
 *
 * @param asked whether the token endpoint was asked, or something earlier stood in the way
 * @param again whether a new attempt is worth it at once: the client's secret was refused, nothing
 *     was spent, and there is another secret
 */
record Landing(RotationOutcome outcome, boolean asked, boolean again) {
  static Landing unasked(RotationOutcome outcome) {
    return new Landing(outcome, false, false);
  }

  static Landing asked(RotationOutcome outcome) {
    return new Landing(outcome, true, false);
  }

  static Landing refused(RefreshFailure failure) {
    return unasked(new RotationOutcome.Failed(failure));
  }

  /** What a second attempt of the same flight came to. */
  Landing after(Landing first) {
    return new Landing(outcome, asked || first.asked, false);
  }
}
