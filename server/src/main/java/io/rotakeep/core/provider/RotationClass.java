package io.rotakeep.core.provider;

import java.time.Duration;

/**
 * What an authorization server does with the refresh token it was shown, and so what may be done
 * with that token when the answer was lost. A server nobody has described is {@link Family}.
 */
public sealed interface RotationClass {

  /** The answer brings no new refresh token, or the same one: a repeat is always safe. */
  record None() implements RotationClass {}

  /** A new token each time, the old one lives to its own expiry. */
  record Overlapping() implements RotationClass {}

  /** The old token stays usable until its successor is first used. */
  record Successor() implements RotationClass {}

  /** The old token stays usable for {@code length} after its first use. */
  record Window(Duration length) implements RotationClass {}

  /** The old token may be used {@code extraUses} times more. */
  record Count(int extraUses) implements RotationClass {}

  /** The old token is refused; nothing else happens. */
  record Strict() implements RotationClass {}

  /** The old token is refused and all that came from it is revoked (RFC 9700 §4.14.2). */
  record Family() implements RotationClass {}

  /** Rotates only sometimes: decided by each answer, and taken as {@link Family} until then. */
  record Mixed() implements RotationClass {}
}
