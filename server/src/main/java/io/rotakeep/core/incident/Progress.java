package io.rotakeep.core.incident;

import org.jspecify.annotations.Nullable;

/**
 * How far an incident has got.
 *
 * @param resolution null until it is resolved
 * @param followedUp whether we have done by ourselves all that we do: asked whether the access
 *     token still lives, told the provider if so ordered
 */
public record Progress(State state, @Nullable Resolution resolution, boolean followedUp) {
  /** How far people have got. */
  public enum State {
    OPEN,
    ACKNOWLEDGED,
    RESOLVED
  }

  /** How it ended. */
  public enum Resolution {
    COMPROMISE,
    ACCIDENT,
    AUTHORIZED,
    UNKNOWN
  }

  static Progress beginning(IncidentKind kind) {
    return new Progress(State.OPEN, null, !kind.isLookedInto());
  }

  /** The same, with more to look into. */
  Progress goingOn(IncidentKind kind) {
    return new Progress(state, resolution, !kind.isLookedInto());
  }

  Progress acknowledged() {
    return new Progress(State.ACKNOWLEDGED, null, followedUp);
  }

  Progress resolved(Resolution found) {
    return new Progress(State.RESOLVED, found, followedUp);
  }

  Progress afterFollowUp() {
    return new Progress(state, resolution, true);
  }
}
